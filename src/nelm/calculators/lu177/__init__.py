"""177Lu-DOTATATE: schedule, time-integrated activity, absorbed dose, reference lines."""
