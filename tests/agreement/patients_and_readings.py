"""Patients whom many options suit, and readings of the pack: what is generated strays from them."""

# Every choice away from its default, every number that is not set by default set.
OTHER_READING = {
    "extrahepatic_none_rule": "any_finding",
    "lt_extrahepatic_none_rule": "nodes_not_counted",
    "pattern_by": "distribution",
    "lm_limited_max_count": 5,
    "flr_min_percent": 30,
    "deb_parse": "B",
    "stable_counts": "stable_only",
    "mwa_inherits_rfa": "no",
    "iat08_mode": "permissive",
    "iat06_mode": "permissive",
    "pvt_counts": "main_only",
    "hci_by": "judged",
    "eh_predominant_min_percent": 50,
    "prior_ablation_counts": "all_thermal",
    "sstr_min": "krenning_2",
    "lrt_scope": "with_surgery",
    "scope_rectum": "inside",
    "monitoring_inferred": "no",
    "prrt05_scope": "all",
    "refusal_counts": "yes",
    "lt_max_ki67_percent": 12.5,
}
READINGS = [
    {},
    {"lm_limited_max_count": 5, "pattern_by": "distribution", "stable_counts": "stable_only"},
    {"prior_ablation_counts": "all_thermal", "sstr_min": "krenning_2", "hci_by": "judged"},
    {
        "scope_rectum": "inside",
        "monitoring_inferred": "no",
        "deb_parse": "B",
        "flr_min_percent": 30,
    },
    OTHER_READING,
]
# Patients whom many options suit, as case files state them; generated ones stray from them.
PROGRESSIVE = {
    "patient.age_years": 50,
    "patient.ecog": 0,
    "patient.surgery_contraindicated": "general",
    "tumor.primary_site": "ileum",
    "tumor.primary_status": "resected",
    "tumor.differentiation": "well",
    "tumor.ki67_percent": 2,
    "tumor.syndrome": "carcinoid",
    "tumor.syndrome_control": "uncontrolled_on_medical",
    "tumor.sstr_status": "positive",
    "tumor.krenning_score": 3,
    "liver.lm_extent": "limited",
    "liver.pattern": "simple",
    "liver.involvement_percent": 20,
    "liver.complete_resection_feasible": "no",
    "liver.resectable_fraction_percent": 95,
    "liver.portal_vein_thrombosis": "none",
    "liver.hepatocellular_insufficiency": "no",
    "liver.biliodigestive_anastomosis": "no",
    "extrahepatic.status": "none",
    "course.status": "progressive",
    "history.ssa": "progressed_on",
    "history.prior_rfa_sessions": 0,
}
STABLE = {
    **PROGRESSIVE,
    "tumor.syndrome_control": "controlled",
    "course.status": "stable",
    "course.stable_months": 8,
}
RESECTABLE = {
    **STABLE,
    "patient.surgery_contraindicated": "no",
    "liver.complete_resection_feasible": "yes",
    "liver.two_step_clearance_feasible": "yes",
}
PATIENTS = [PROGRESSIVE, STABLE, RESECTABLE]
# What rows hold beside it, among it facts that a case file can not hold but derives from lists.
MORE = {
    "tumor.burden_symptoms": True,
    "course.treatment_intent": "curative",
    "liver.ablation_max_diameter_mm": 30,
    "liver.ablation_near_vital": False,
    "liver.ablation_vital_distance_mm": 30,
    "liver.ablation_at_surface": False,
    "liver.ablation_capsule_distance_mm": 30,
    "liver.ablation_spares_major_resection": True,
}
FITTING = [
    {**PROGRESSIVE, **MORE},
    {**STABLE, **MORE, "patient.surgery_contraindicated": "no",
     "liver.distribution": "unilobar_right"},
    {**RESECTABLE, **MORE, "liver.distribution": "bilobar", "tumor.who_grade": "G1"},
]  # fmt: skip
COMPONENTS = {
    "liver.bilirubin_umol_l": 20,
    "liver.albumin_g_l": 40,
    "liver.inr": 1.0,
    "liver.ascites": "none",
    "liver.encephalopathy": "none",
    "patient.height_cm": 180,
    "patient.weight_kg": 80,
    "patient.bsa_m2": 2.0,
}
PATHOLOGY = [
    "tumor.who_grade",
    "tumor.differentiation",
    "tumor.morphology",
    "tumor.ki67_percent",
    "tumor.functional",
    "tumor.syndrome",
    "tumor.syndrome_control",
]
# What `nelm.calculators.child_pugh` tells apart, and body surfaces around Mosteller's.
SCORES = {
    "liver.bilirubin_umol_l": [34, 50],
    "liver.albumin_g_l": [28, 35],
    "liver.inr": [1.7, 2.3],
    "liver.child_pugh_points": [6, 7, 10],
    "patient.bsa_m2": [1.6, 1.75, 1.9, 2.05],
    "patient.height_cm": [165, 180],
    "patient.weight_kg": [60, 80],
}
