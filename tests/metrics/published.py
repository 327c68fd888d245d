"""How each published case is computed by our own formulas."""

from collections.abc import Callable
from typing import Any

import pytest

from metrics.catalogue import METRICS, ScoreOffScaleError, UnknownMetricError
from metrics.differences import adjusted_net_difference, agresti_caffo, newcombe, pooled_test
from metrics.distributions import two_sided_z
from metrics.intervals import Interval, simultaneous_shares, wilson
from metrics.means import deviation, mean, part_of_maximum
from metrics.measure import Measure, measure
from metrics.net_promoter import (
    AGRESTI_MIN,
    BONETT_PRICE,
    NONE_ADDED,
    THREE,
    Net,
    PseudoAnswers,
    adjusted,
    adjusted_wald,
    net_promoter,
    plain_t,
    standard_error,
    tango,
)
from metrics.rounding import percent, rounded
from metrics.shares import Share
from metrics.tally import Tally, tally_of

Given = dict[str, Any]
Got = dict[str, Any]


def measured(metric: str, points: int, tally: Tally) -> Measure:
    result = measure(metric, points, tally)
    assert result is not None
    return result


def limits(interval: Interval) -> Got:
    return {"lower": interval.low, "upper": interval.high}


def net_of(given: Given) -> Net:
    return Net(given["promoters"], given["passives"], given["detractors"])


def tally_from(given: Given) -> Tally:
    """Scores, counts or whole percentages, as a tally of 0 to 10."""
    if "scores" in given:
        return tally_of(given["scores"])
    if "promoters_pct" in given:
        up, down = given["promoters_pct"], given["detractors_pct"]
        return {0: down, 8: 100 - up - down, 10: up}
    return {0: given["detractors"], 8: given["passives"], 10: given["promoters"]}


def nps(given: Given) -> Got:
    return {"nps": measured("nps", 11, tally_from(given)).value}


def nps_and_deviation(given: Given) -> Got:
    return nps(given) | {"population_sd": deviation(tally_from(given))}


def all_passive(given: Given) -> Got:
    assert str(rounded(nps(given)["nps"])) == "0"
    return nps(given)


def enps(given: Given) -> Got:
    return {"enps": measured("enps", 11, tally_from(given)).value}


def csat(given: Given) -> Got:
    good, neutral = given["satisfied"], given.get("neutral", 0)
    bad = given.get("dissatisfied", given.get("total", 0) - good)
    return {"csat_pct": 100 * measured("csat", 5, {1: bad, 3: neutral, 5: good}).value}


def csat_display(given: Given) -> Got:
    return {"display_integer": int(percent(given["csat_pct_exact"] / 100))}


def satisfied_sets(given: Given) -> Got:
    scales = METRICS["csat"].scales
    assert sorted(scales) == given["range"]
    return {"satisfied": {str(points): sorted(scales[points].good) for points in scales}}


def ces_of_five(given: Given) -> Got:
    tally = {1: given["disagree_1_2"], 3: given["neutral_3"], 5: given["agree_4_5"]}
    return {"ces": 100 * measured("ces", 5, tally).value}


def ces_of_seven(given: Given) -> Got:
    easy = given["n_5_6_7"]
    return {"ces_pct": 100 * measured("ces", 7, {4: given["n"] - easy, 6: easy}).value}


def average_score(given: Given) -> Got:
    result = measured("score", 10, tally_of(given["scores"]))
    of_maximum = part_of_maximum(result.tally, result.scale)
    assert of_maximum is not None
    return {"mean": result.value, "pct_of_max": 100 * of_maximum}


def wilson_limits(given: Given) -> Got:
    return limits(wilson(given["x"], given["n"]))


def wilson_ends(given: Given) -> Got:
    (all_of, whole), (none_of, others) = given["cases"]
    return {
        "upper_at_n": wilson(all_of, whole).high,
        "lower_at_0": wilson(none_of, others).low,
    }


def wilson_lower(given: Given) -> Got:
    return {"lower": [wilson(hits, people).low for hits, people in given["pairs"]]}


def two_shares(given: Given) -> tuple[Share, Share]:
    return Share(given["x1"], given["n1"]), Share(given["x2"], given["n2"])


def newcombe_limits(given: Given) -> Got:
    first, second = two_shares(given)
    return limits(newcombe(first, second)) | {"estimate": first.value - second.value}


def agresti_caffo_limits(given: Given) -> Got:
    return limits(agresti_caffo(*two_shares(given)))


def pooled_p(given: Given) -> Got:
    return {"p": pooled_test(*two_shares(given))[1]}


def tango_limits(given: Given) -> Got:
    return limits(tango(net_of(given)))


def wald_with(added: PseudoAnswers) -> Callable[[Given], Got]:
    def computed(given: Given) -> Got:
        net = net_of(given)
        centre, error = adjusted(net, added=added)
        unclipped = centre + two_sided_z(0.95) * error
        shown = {"nps": net_promoter(net), "centre": centre, "upper_unclipped": unclipped}
        return limits(adjusted_wald(net, added=added)) | shown

    return computed


def t_limits(given: Given) -> Got:
    return limits(plain_t(net_of(given))) | {"nps": net_promoter(net_of(given))}


def error_of_score(given: Given) -> Got:
    people = given["n"]
    shares = (given["p_promoter"], given["p_passive"], given["p_detractor"])
    net = Net(*(round(people * share) for share in shares))
    error = standard_error(net)
    variance = people * (error / 100) ** 2
    return {"nps": net_promoter(net), "variance": variance, "se_points": error}


def rule_of_thumb(given: Given) -> Got:
    typical = [Net(n // 2, n - n // 2 - n // 5, n // 5) for n in given["n"]]
    return {"moe_points": [tango(net).half_width for net in typical]}


def net_difference(given: Given) -> Got:
    result = adjusted_net_difference(net_of(given["a"]), net_of(given["b"]))
    shown = {"diff_adjusted": result.difference, "z": result.z, "p": result.p}
    return limits(result.interval) | shown


def simultaneous(given: Given) -> Got:
    return {"intervals": [[i.low, i.high] for i in simultaneous_shares(given["counts"])]}


def scores_between(given: Given) -> Got:
    with pytest.raises(ScoreOffScaleError):
        measure("nps", 11, tally_of(given["scores"]))
    return {}


def scale_travels(given: Given) -> Got:
    tally = tally_of(given["answers"])
    with pytest.raises(UnknownMetricError):
        measure("nps", 4, tally)
    assert measured("csat", 4, tally).net == 100
    return {}


def z_of(given: Given) -> Got:
    return {"z": two_sided_z(given["confidence"])}


def real_ratings(given: Given) -> Got:
    result = measured("csat", 5, dict(enumerate(given["counts_1_5"], start=1)))
    return {"n": result.people, "mean": mean(result.tally), "csat_top2_pct": 100 * result.value}


def three_levels(given: Given) -> Got:
    result = measured("mood", 3, dict(enumerate(given["counts"].values(), start=1)))
    return {"n": result.people, "high_pct": 100 * result.share("happy")}


BUILT: dict[str, Callable[[Given], Got]] = {
    **dict.fromkeys(("nps-01", "nps-02", "nps-03", "nps-04", "nps-06", "trap-04"), nps),
    "nps-05": all_passive,
    **dict.fromkeys(("nps-07", "nps-08"), nps_and_deviation),
    "enps-01": enps,
    **dict.fromkeys(("csat-01", "csat-02", "csat-03"), csat),
    "csat-04": csat_display,
    "csat-05": satisfied_sets,
    "ces-01": ces_of_five,
    "ces-03": ces_of_seven,
    "score-01": average_score,
    **dict.fromkeys((f"wilson-0{n}" for n in (1, 3, 4, 5, 6, 7)), wilson_limits),
    "wilson-08": wilson_ends,
    "wilson-09": wilson_lower,
    **dict.fromkeys((f"newc-0{n}" for n in (1, 2, 3, 5, 6, 7, 8, 9)), newcombe_limits),
    "agca-01": agresti_caffo_limits,
    "ztest-01": pooled_p,
    "npsci-01": wald_with(NONE_ADDED),
    "npsci-02": wald_with(AGRESTI_MIN),
    "npsci-03": wald_with(BONETT_PRICE),
    **dict.fromkeys(("npsci-05", "npsci-06"), tango_limits),
    **dict.fromkeys(("npsci-07", "npsci-08", "npsci-09"), wald_with(THREE)),
    "npsci-10": t_limits,
    "npsse-01": error_of_score,
    "npsmoe-01": rule_of_thumb,
    "npsdiff-01": net_difference,
    "mood-01": simultaneous,
    "trap-01": scores_between,
    "trap-02": scale_travels,
    "trap-03": z_of,
    **dict.fromkeys(("data-01", "data-03"), real_ratings),
    "data-04": three_levels,
}
