"""What the customers of the made-up business write, and the themes that its operator looks for."""

THEMES = """
[[themes]]
name = "waiting"
words.en = ["wait*", "too long", "slow"]
words.ru = ["ждать", "долго", "медленно"]
words.zh_Hans = ["等了", "太久", "慢"]
[[themes]]
name = "delivery"
words.en = ["parcel", "courier", "deliver*"]
words.ru = ["посылк*", "курьер", "доставк*"]
words.zh_Hans = ["包裹", "快递", "送货"]
[[themes]]
name = "manner"
words.en = ["friendly", "rude", "polite"]
words.ru = ["вежлив*", "груб*"]
words.zh_Hans = ["热情", "态度"]
"""
UNHAPPY = {
    "en": (
        "It took too long to reach somebody.",
        "The parcel came a week late.",
        "I had to explain everything twice, and the answer was rude.",
        "The courier left it in the rain.",
    ),
    "ru": (
        "Слишком долго пришлось ждать ответа.",
        "Посылка пришла на неделю позже.",
        "Пришлось объяснять всё дважды, и ответили грубо.",
        "Курьер оставил заказ под дождём.",
    ),
    "zh_Hans": (
        "等了太久才有人回复。",
        "包裹晚了一个星期才到。",
        "同样的事情说了两遍，态度也不好。",
        "快递把东西放在雨里。",
    ),
}
HAPPY = {
    "en": ("Quick and friendly, thank you!", "Solved in one go.", "The courier even called ahead."),
    "ru": ("Быстро и вежливо, спасибо!", "Решили с первого раза.", "Курьер заранее позвонил."),
    "zh_Hans": ("又快又热情，谢谢！", "一次就解决了。", "快递还提前打了电话。"),
}
LATELY = {
    "en": ("The confirmation code never arrived.", "No confirmation code again, I gave up."),
    "ru": ("Код подтверждения так и не пришёл.", "Опять нет кода подтверждения, я сдался."),
    "zh_Hans": ("一直收不到验证码。", "又是收不到验证码，我放弃了。"),
}
