"""Scores of liver function and the grade of the tumor."""
