"""What the surveys and touchpoints of the made-up business are called in each language."""

SURVEYS = {
    "recommend": ("Recommending us", "Рекомендация", "推荐意愿"),
    "after-chat": ("After a chat", "После чата", "聊天之后"),
    "checkout": ("At checkout", "На кассе", "结账"),
    "onboarding": ("First weeks", "Первые недели", "入门阶段"),
    "effort": ("Returning goods", "Возврат товара", "退货"),
    "parcel": ("The parcel", "Посылка", "包裹"),
    "visit": ("In the shop", "В магазине", "到店"),
    "workshop": ("Workshop", "Мастер-класс", "研讨会"),
    "article": ("Help pages", "Страницы помощи", "帮助页面"),
    "team": ("Our team", "Наша команда", "我们的团队"),
    "new-app": ("The new app", "Новое приложение", "新应用"),
}
CALLED = {
    "support": ("Support", "Поддержка", "客服"),
    "delivery": ("Delivery", "Доставка", "配送"),
    "checkout": ("Checkout", "Касса", "结账"),
    "onboarding": ("First weeks", "Первые недели", "入门"),
}
_LANGUAGES = ("en", "ru", "zh_Hans")


def names(section: str, called: tuple[str, ...]) -> str:
    """Write the names of a section of the settings."""
    lines = (
        f"name.{language} = '{name}'" for language, name in zip(_LANGUAGES, called, strict=True)
    )
    return "\n".join([f"[{section}]", *lines, ""])
