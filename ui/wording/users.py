"""Words of the page «Пользователи»."""

# ruff: noqa: S105 -- labels of fields, no passwords

from __future__ import annotations

from collections.abc import Iterable

from ui.wording import plural

TAB = "Раздел страницы"
TABS = {
    "accounts": "Учётные записи",
    "tokens": "Токены программ",
    "audit": "Журнал действий",
    "template": "Шаблон заключения",
}

# --- accounts -------------------------------------------------------------------------------------

OFF = "Вход выключен: все, кто открывает «Сверку» на этом компьютере, работают как один администратор."
OFF_ADVICE = "Чтобы у каждого эксперта было своё имя, свои регионы и своё второе мнение, включите вход:"
OFF_COMMANDS = "sverka user add ИМЯ --role admin\nSVERKA_LOGIN=true sverka ui"
OFF_AFTER = (
    "Первая команда заведёт администратора и спросит пароль, вторая запустит «Сверку» со входом. "
    "Остальных добавите на этой странице."
)
NOBODY = "Учётных записей пока нет."
NOBODY_ADVICE = "Заведите первую ниже."
LOGIN = "Имя для входа"
LOGIN_HELP = "От двух знаков: буквы, цифры, точка, дефис, подчёркивание, @."
NAME = "Как показывать"
NAME_HELP = "Например, «Эксперт района»; видно у правок."
ROLE = "Роль"
ROLE_HELP = "Читатель смотрит и выгружает, эксперт ещё загружает и исправляет, администратор ещё удаляет и ведёт справочники и записи."
ROLES = {"viewer": "Читатель", "expert": "Эксперт", "admin": "Администратор"}
REGIONS = "Регионы"
REGIONS_HELP = (
    "Человек видит планы только этих регионов. Администратор с регионами не ведёт учётные записи, справочники и журнал."
)
ALL_REGIONS = "все регионы"
STATE = "Вход"
OPEN, CLOSED = "открыт", "закрыт"
MADE = "Заведена"
CHOOSE_USER = "Учётная запись"
CHOOSE_USER_HINT = "Выберите, чтобы изменить"
ADD = "Завести учётную запись"
ADD_BUTTON = "Завести"
ADDED = "Учётная запись заведена"
PASSWORD = "Пароль"
PASSWORD_HELP = "Не короче 12 знаков. Оставьте пустым, и «Сверка» придумает его сама."
NEW_PASSWORD = "Новый пароль"
SET_PASSWORD = "Сменить пароль"
PASSWORD_SET = "Пароль сменён, прежние сеансы закончены"
SHOWN_ONCE = "Пароль для «{login}» показан один раз. Передайте его человеку и закройте сообщение."
SHOWN_ONCE_TOKEN = "Токен «{label}» показан один раз. Сохраните его и закройте сообщение."
KEPT = "Я сохранил, скрыть"
WEAK_LOGIN = "Проверьте имя для входа: от двух знаков, буквы, цифры и . _ @ + -"
TAKEN_LOGIN = "Учётная запись «{login}» уже есть. Придумайте другое имя для входа."
SHORT_PASSWORD = "Пароль короче 12 знаков. Сделайте его длиннее или оставьте поле пустым."
DISABLE = "Закрыть доступ"
ENABLE = "Открыть доступ"
DISABLE_TITLE = "Закрыть доступ?"
DISABLE_WHY = (
    "Вход и токены «{login}» перестанут действовать сразу. Правки и мнения останутся. Доступ можно открыть снова."
)
ENABLED, DISABLED = "Доступ открыт", "Доступ закрыт"
OWN = "Это ваша учётная запись."
TOKENS_OF = "Токены программ этой записи"

# --- tokens ---------------------------------------------------------------------------------------

TOKENS_INTRO = (
    "Токен пускает в API программу, например выгрузку в отчёт, с вашими правами. "
    "Секрет показывается один раз; хранится только его отпечаток."
)
TOKENS_OFF = "Пока вход выключен, токены не нужны: API отвечает программам на этом компьютере и без них."
NO_TOKENS = "Токенов нет."
LABEL = "Для чего"
LABEL_HELP = "Например, «Выгрузка в отчёт»."
NO_LABEL = "Напишите, для чего токен: по этим словам вы узнаете его, когда будете отзывать."
LIFE = "Срок"
LIVES = {30: "30 дней", 90: "90 дней", 365: "год", 0: "бессрочный"}
ISSUE = "Выдать токен"
ISSUED = "Выдан"
EXPIRES = "Действует до"
NEVER = "бессрочно"
USED = "Последнее обращение"
CHOOSE_TOKEN = "Токен"
CHOOSE_TOKEN_HINT = "Выберите, чтобы отозвать"
REVOKE = "Отозвать"
REVOKE_TITLE = "Отозвать токен?"
REVOKE_WHY = (
    "Программа с токеном «{label}» потеряет доступ при следующем запросе. Вернуть токен нельзя, можно выдать новый."
)
REVOKED = "Токен отозван"

# --- audit ----------------------------------------------------------------------------------------

AUDIT_INTRO = "Кто, что и когда сделал. Записи нельзя изменить; слов планов в них нет."
WHO = "Кто"
ANYBODY = "Кто угодно"
SERVICE = "служба"
GONE = "запись удалена"
WHAT = "Что"
ANYTHING = "Что угодно"
OBJECT = "Над чем"
OBJECT_HINT = "Номер документа, плана, записи"
WHEN = "Когда"
DETAIL = "Подробности"
MORE = "Показать более ранние"
LATEST = "К последним записям"
LOCAL = "без входа"
NO_ENTRIES = "Таких записей нет."
NO_ENTRIES_ADVICE = "Уберите условия отбора."
ACTIONS = {
    "document.upload": "загрузил документ",
    "document.delete": "удалил документ",
    "plan.correct": "исправил план",
    "plan.undo": "отменил правку",
    "plan.reanalyse": "разобрал план заново",
    "opinion.give": "дал второе мнение",
    "job.cancel": "остановил работу",
    "catalogue.add": "добавил справочник",
    "catalogue.activate": "включил справочник",
    "catalogue.deactivate": "выключил справочник",
    "template.change": "заменил шаблон заключения",
    "template.reset": "вернул встроенный шаблон",
    "user.add": "завёл учётную запись",
    "user.change": "изменил учётную запись",
    "user.password": "сменил свой пароль",
    "user.login": "вошёл",
    "user.logout": "вышел",
    "user.lock": "вход закрыт после неудачных попыток",
    "token.issue": "выдал токен",
    "token.revoke": "отозвал токен",
}
DETAILS = {
    "size_bytes": "размер, байт",
    "n_plans": "планов",
    "kind": "вид",
    "role": "роль",
    "regions": "регионы",
    "fields": "поля",
    "seconds": "секунд",
    "version": "версия",
    "origin": "откуда",
    "correction": "правка",
    "corrections": "правки",
    "opinion": "мнение",
    "sha256": "отпечаток",
    "user": "запись",
    "revision": "ревизия",
}
VALUES = {
    **{role: name.lower() for role, name in ROLES.items()},
    "name": "имя",
    "role": "роль",
    "regions": "регионы",
    "disabled": "доступ",
    "password": "пароль",
    "passport": "паспорт",
    "cell": "ячейка",
    "split": "разделение строки",
    "join": "объединение строк",
    "drop": "лишняя строка",
    "add": "новая строка",
    "category": "категория",
    "activity": "типовое мероприятие",
    "coverage": "ожидаемое мероприятие",
    "match": "одинаковые мероприятия",
    "mandates": "ожидаемые мероприятия",
    "categories": "категории",
    "activities": "типовые мероприятия",
    "glossary": "сокращения",
    "builtin": "встроенный",
    "yaml": "из файла",
    "plan": "из плана",
    "document.read": "чтение документа",
    "archive.unpack": "распаковка архива",
    "plan.refresh": "пересчёт плана",
    "catalogue.cover": "пересчёт покрытия",
}

# --- the template ---------------------------------------------------------------------------------

TEMPLATE_INTRO = (
    "Заключение по плану составляется по документу Word. Возьмите тот, что в силе, измените оформление и слова, "
    "а места в двойных фигурных скобках оставьте: на них встанут данные плана."
)
TEMPLATE_OWN, TEMPLATE_BUILTIN = "В силе ваш шаблон.", "В силе встроенный шаблон."
TEMPLATE_NAME = "шаблон-заключения.docx"
TEMPLATE_DOWNLOAD = "Скачать шаблон"
TEMPLATE_UPLOAD = "Свой шаблон, документ Word (docx)"
TEMPLATE_USE = "Проверить и заменить"
TEMPLATE_USED = "Шаблон проверен и заменён"
TEMPLATE_NONE = "Сначала выберите файл."
TEMPLATE_RESET = "Вернуть встроенный"
TEMPLATE_RESET_TITLE = "Вернуть встроенный шаблон?"
TEMPLATE_RESET_WHY = "Ваш шаблон будет удалён. Скачайте его прежде, если он ещё нужен."
TEMPLATE_IS_RESET = "В силе встроенный шаблон"
TEMPLATE_FIELDS = "Что можно подставить"
TEMPLATE_FIELD = "Поле"
TEMPLATE_FINDINGS = "Что исправить:"


def accounts(n: int) -> str:
    """Return «3 учётные записи»."""
    return plural(n, "учётная запись", "учётные записи", "учётных записей")


def locked(until: str) -> str:
    """Return that the login is closed for a while."""
    return f"закрыт до {until} после неудачных попыток"


def detail(found: dict[str, object]) -> str:
    """Return what an entry of the log adds, in a line."""
    return "; ".join(
        f"{DETAILS.get(name, name)}: {_value(value)}" for name, value in found.items() if value not in (None, "", [])
    )


def _value(value: object) -> str:
    if isinstance(value, str):
        return VALUES.get(value, value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u00a0")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(part)}" for name, part in value.items())
    return ", ".join(map(_value, value)) if isinstance(value, Iterable) else str(value)
