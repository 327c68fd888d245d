"""What made-up customers write, by language and by what they write about."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COMMAS: Mapping[str, str] = {"zh-hans": "，"}
NUMBERS: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять",
    "zh-hans": "零 一 二 三 四 五 六 七 八 九 十",
}
Sayings = tuple[Sequence[str], Sequence[str]]  # of content people, of unhappy people

TYPED: Mapping[str, Sayings] = {  # beside a score
    "en": (("great", "friendly"), ("slow", "not good")),
    "ru": (("отлично", "вежливо"), ("долго", "так себе")),
    "zh-hans": (("很好", "很方便"), ("太慢", "不太好")),
}
UNSCORED: Mapping[str, Sayings] = {  # instead of one
    "en": (
        ("Everything was fine, thank you!", "All good, thanks."),
        ("I expected better, to be honest.", "Not this time, sorry."),
    ),
    "ru": (
        ("Всё было хорошо, спасибо!", "Всё в порядке, благодарю."),
        ("Честно говоря, я ожидал большего.", "В этот раз не понравилось."),
    ),
    "zh-hans": (("一切都好，谢谢！", "都挺满意的。"), ("说实话，有点失望。", "这次不太满意。")),
}
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


@dataclass(frozen=True, slots=True)
class Phrases:
    """What one customer would write about one matter."""

    comment: str
    word: str
    unscored: str
    numbers: tuple[str, ...]
    comma: str

    def scored(self, number: str) -> str:
        """Put a score before the word: "8, great"."""
        return f"{number}{self.comma}{self.word}"


def phrases(language: str, about: str, *, content: bool, chance: random.Random) -> Phrases:
    """Choose what somebody has to say."""
    mood = 0 if content else 1
    return Phrases(
        comment=said(language, about, content=content, chance=chance),
        word=chance.choice(TYPED[language][mood]),
        unscored=chance.choice(UNSCORED[language][mood]),
        numbers=tuple(NUMBERS[language].split()),
        comma=COMMAS.get(language, ", "),
    )


def said(language: str, about: str, *, content: bool, chance: random.Random) -> str:
    """Choose a comment; two of three are about the touchpoint where it has any of its own."""
    own = ABOUT.get(about, {}).get(language)
    sayings = own if own is not None and chance.random() < 0.67 else ANYTHING[language]
    return chance.choice(sayings[0 if content else 1])
