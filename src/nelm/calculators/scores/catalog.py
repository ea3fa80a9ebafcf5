"""Calculators of scores and grade, as the command line and the reference list them."""

from __future__ import annotations

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.scores.albi import albi_grade, albi_score
from nelm.calculators.scores.apri import apri
from nelm.calculators.scores.child_pugh import child_pugh
from nelm.calculators.scores.conversions import albumin_g_dl, bilirubin_mg_dl, creatinine_mg_dl
from nelm.calculators.scores.icg import icg_pdr_percent_per_min, icg_r15_percent
from nelm.calculators.scores.meld import MeldInputs, meld_3_0
from nelm.calculators.scores.who_grade import who_grade

CALCULATORS: tuple[Calculator, ...] = (
    Calculator(
        name="score-child-pugh",
        function=child_pugh,
        formula="sum of 1 to 3 points for bilirubin, albumin, INR, ascites, encephalopathy",
        source="Pugh et al., Br J Surg 1973;60:646; version with INR",
        status="read",
        example={
            "bilirubin_umol_l": 40,
            "albumin_g_l": 30,
            "inr": 1.2,
            "ascites": "mild",
            "encephalopathy": "none",
        },
        result={"points": 8},
        because="2 + 2 + 1 + 2 + 1 by the printed table; class B",
        relative=1e-9,
    ),
    Calculator(
        name="score-albi",
        function=albi_score,
        formula="ALBI = 0.66 log10(bilirubin) - 0.085 albumin; in umol/L and g/L",
        source="Johnson et al., J Clin Oncol 2015;33:550",
        status="read",
        example={"bilirubin_umol_l": 10, "albumin_g_l": 40},
        result={"value": -2.74},
        because="exact: 0.66 - 3.40",
        relative=1e-9,
    ),
    Calculator(
        name="score-albi-grade",
        function=albi_grade,
        formula="1 up to -2.60, 2 up to -1.39, 3 above",
        source="Johnson et al., J Clin Oncol 2015;33:550",
        status="read",
        example={"albi": -2.60},
        result={"value": 1},
        because="the cut-off itself is grade 1 as printed",
        relative=1e-9,
    ),
    Calculator(
        name="score-meld-3",
        function=meld_3_0,
        formula=(
            "MELD = 1.33 female + 4.56 b + 0.82 s - 0.24 s b + 9.09 ln INR + 11.14 c + 1.85 a"
            " - 1.83 a c + 6; b = ln(bilirubin); c = ln(creatinine); s = 137 - sodium;"
            " a = 3.5 - albumin; bilirubin and INR at least 1, creatinine from 1 to 3 (3 on"
            " dialysis), sodium from 125 to 137, albumin from 1.5 to 3.5"
        ),
        source="Kim et al., Gastroenterology 2021;161:1887",
        status="read",
        example={
            "inputs": MeldInputs(
                bilirubin_mg_dl=3.5,
                inr=1.5,
                creatinine_mg_dl=1.8,
                sodium_mmol_l=131,
                albumin_g_dl=2.8,
                female=True,
                on_dialysis=False,
            )
        },
        result={"rounded_points": 27},
        because="27 in an independent public set of cases (LiverTracker, M3001)",
        relative=1e-9,
    ),
    Calculator(
        name="score-apri",
        function=apri,
        formula="APRI = 100 (AST / upper limit) / platelets; platelets in 10^9/L",
        source="Wai et al., Hepatology 2003;38:518; read in PMC3286137, Table 1",
        status="read",
        example={"ast_u_l": 65, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 458},
        result={"value": 0.35},
        because="0.35 in the worked example of a public calculator (rounded)",
        relative=2e-2,
    ),
    Calculator(
        name="score-icg-r15",
        function=icg_r15_percent,
        formula="R15 = 100 exp(-15 PDR / 100); both in percent",
        source="One exponential",
        status="derived",
        example={"pdr_percent_per_min": 10},
        result={"value": 22.3130160},
        because="exact: 100 exp(-1.5)",
        relative=1e-8,
    ),
    Calculator(
        name="score-icg-pdr",
        function=icg_pdr_percent_per_min,
        formula="PDR = -100 ln(R15 / 100) / 15; both in percent",
        source="One exponential",
        status="derived",
        example={"r15_percent": 22.3130160},
        result={"value": 10},
        because="exact: the inverse of R15",
        relative=1e-8,
    ),
    Calculator(
        name="score-who-grade",
        function=who_grade,
        formula="G1 below 3 %, G2 from 3 to 20 %, NET G3 above; poorly differentiated: NEC",
        source="WHO 2017 as the review restates it",
        status="read",
        example={"ki67_percent": 20, "differentiation": "well"},
        result={"level": 2},
        because="20 % is G2 as printed",
        relative=1e-9,
    ),
    Calculator(
        name="convert-bilirubin",
        function=bilirubin_mg_dl,
        formula="new = old / 17.1; old in umol/L, new in mg/dL",
        source="Molar mass 584.7 g/mol",
        status="derived",
        example={"bilirubin_umol_l": 34.2},
        result={"value": 2},
        because="exact: twice 17.1",
        relative=1e-9,
    ),
    Calculator(
        name="convert-creatinine",
        function=creatinine_mg_dl,
        formula="new = old / 88.4; old in umol/L, new in mg/dL",
        source="Molar mass 113.1 g/mol",
        status="derived",
        example={"creatinine_umol_l": 88.4},
        result={"value": 1},
        because="exact",
        relative=1e-9,
    ),
    Calculator(
        name="convert-albumin",
        function=albumin_g_dl,
        formula="new = old / 10; old in g/L, new in g/dL",
        source="Units",
        status="derived",
        example={"albumin_g_l": 35},
        result={"value": 3.5},
        because="exact",
        relative=1e-9,
    ),
)
