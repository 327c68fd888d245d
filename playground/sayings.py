"""What made-up customers write, by language and by what they write about."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

Sayings = tuple[Sequence[str], Sequence[str]]  # of content people, of unhappy people

ANYTHING: Mapping[str, Sayings] = {
    "en": (
        (
            "Quick and friendly, thank you.",
            "Exactly what I needed.",
            "Easy, no complaints.",
            "Fair price and a friendly team.",
        ),
        (
            "It works, but it took far too long.",
            "More expensive than last year, and no better.",
            "Nobody called back.",
        ),
    ),
    "ru": (
        ("Быстро и вежливо, спасибо!", "Очень удобно.", "Хорошая цена, всё понравилось."),
        ("Слишком долго.", "Стало дороже, а лучше не стало.", "Никто не перезвонил."),
    ),
    "zh-hans": (
        ("很好，谢谢！", "非常方便。", "价格公道，服务周到。"),
        ("太慢了。", "比去年贵了，却没有更好。", "没有人回电话。"),
    ),
}
ABOUT: Mapping[str, Mapping[str, Sayings]] = {
    "delivery": {
        "en": (
            ("The courier was early and very kind.", "Well packed, came a day sooner."),
            (
                "The parcel came damaged.",
                "The courier never rang the bell.",
                "Delivery took nine days instead of three.",
            ),
        ),
        "ru": (
            ("Курьер приехал раньше срока.", "Посылка упакована отлично."),
            ("Посылка пришла помятой.", "Курьер не позвонил.", "Доставку ждали девять дней."),
        ),
        "zh-hans": (
            ("快递很快，包装也好。", "提前一天送到。"),
            ("包裹破损了。", "快递员没有打电话。", "快递等了九天。"),
        ),
    },
    "support": {
        "en": (
            ("Sorted in five minutes.", "The best support I have had this year."),
            (
                "I had to explain it three times.",
                "Waited two days for a simple answer.",
                "Three people, three different answers.",
            ),
        ),
        "ru": (
            ("Решили за пять минут.", "Всё понятно объяснили."),
            ("Пришлось объяснять три раза.", "Долго ждал ответа.", "Отвечают шаблонами."),
        ),
        "zh-hans": (
            ("很快就解决了，谢谢！", "客服很有耐心。"),
            ("等了太久才有人回复。", "解释了三遍还是没解决。", "客服答非所问。"),
        ),
    },
    "checkout": {
        "en": (
            ("Paid in two taps.", "Liked that I could change the address at the end."),
            ("The card was refused twice.", "The voucher did not work."),
        ),
        "ru": (
            ("Оплатил в два касания.",),
            ("Карту дважды отклонили.", "Промокод не сработал."),
        ),
        "zh-hans": (("付款很方便。",), ("付款失败了两次。", "优惠券用不了。")),
    },
    "onboarding": {
        "en": (
            ("The guide answered everything.",),
            ("Too many forms.", "The form lost what I typed."),
        ),
        "ru": (("Инструкция понятная.",), ("Слишком много анкет.", "Анкета не сохранилась.")),
        "zh-hans": (("说明很清楚。",), ("表格太多。", "填好的表格丢了。")),
    },
}


def said(language: str, about: str, *, content: bool, chance: random.Random) -> str:
    """Choose a comment; two of three are about the touchpoint where it has any of its own."""
    own = ABOUT.get(about, {}).get(language)
    sayings = own if own is not None and chance.random() < 0.67 else ANYTHING[language]
    return chance.choice(sayings[0 if content else 1])
