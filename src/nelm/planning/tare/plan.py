"""Radioembolization with 90Y: what carrying it out takes, part by part."""

from __future__ import annotations

from nelm.planning.draft import Draft
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.tare.activity import plan_activities, plan_two_methods
from nelm.planning.tare.compartments import plan_compartments
from nelm.planning.tare.doses import plan_doses
from nelm.planning.tare.earlier import plan_earlier
from nelm.planning.tare.effects import plan_effects
from nelm.planning.tare.given import PARTITION, Tare
from nelm.planning.tare.goals import plan_goals
from nelm.planning.tare.history import plan_history
from nelm.planning.tare.largest import plan_largest
from nelm.planning.tare.liver import plan_liver
from nelm.planning.tare.lungs import plan_lungs
from nelm.planning.tare.shunt import plan_shunt
from nelm.planning.tare.spheres import plan_spheres
from nelm.planning.tare.vials import plan_vials


def plan_tare(draft: Draft, form: TareInputs) -> None:
    """Everything that radioembolization takes."""
    tare = Tare(draft, form)
    draft.known("device", "treatment")
    may_propose = plan_shunt(tare)
    plan_earlier(tare)
    if tare.can_deliver:
        if may_propose:
            plan_activities(tare)
        plan_doses(tare)
        plan_compartments(tare)
    else:
        draft.known("activity_gbq", "goal_perfused_gy", "perfused_mass_kg", *PARTITION)
    plan_lungs(tare, may_propose=may_propose)
    plan_liver(tare, may_propose=may_propose)
    plan_goals(tare, may_propose=may_propose)
    plan_largest(tare)
    if may_propose:
        plan_two_methods(tare)
        plan_history(tare)
    plan_spheres(tare)
    plan_vials(tare)
    plan_effects(tare)
