"""The page «Справочники»."""

from __future__ import annotations

from service.schemas.catalogue import CatalogueKind
from ui.wording import plural

INTRO = "Слова и правила, по которым «Сверка» читает планы. Менять их может администратор; прежние версии не пропадают."
TAB = "Справочник"
TABS = {
    "mandates": "Ожидаемые мероприятия",
    "categories": "Категории",
    "activities": "Типовые мероприятия",
    "glossary": "Сокращения",
    "versions": "Версии и внесение",
}
KINDS: dict[CatalogueKind, str] = {
    "mandates": "Ожидаемые мероприятия",
    "categories": "Категории",
    "activities": "Типовые мероприятия",
    "glossary": "Сокращения",
}
NONE = "Действующего справочника нет."
NONE_ADVICE = "Введите версию в действие или внесите новую в разделе «Версии и внесение»."
NOTHING = "Под фильтры ничего не подходит."
NOTHING_ADVICE = "Снимите часть фильтров или измените слово."
CATALOGUE = "Каталог"
VERSION = "{name}, версия {version}"
FIND = "Найти"
FIND_PLACEHOLDER = "Слово или часть слова"

# Expected activities
MANDATES_INTRO = (
    "По этому списку «Пробелы» показывают, чего в плане не видно. Закрытого федерального перечня нет, "
    "поэтому у каждого пункта названо основание: что это — закон, рекомендация или сложившаяся практика."
)
STAGE = "Шаг управления"
STRENGTH = "Основание"
NO_STAGE = "Без шага"
COVERS = "Засчитывается"
PARTIAL = "Засчитывается частично"
NOT_COVERED = "Не засчитывается, хотя похоже"
BASIS = "Откуда взято"
ASK = "Как сказать об этом району"
FACETS = "Стороны мероприятия"
YEARS_SINCE = "с {since} года"
YEARS_UNTIL = "по {until} год"
YEARS_WHEN = "Ожидается {years}"
PHRASES = "Так пишут в планах (придуманные примеры)"
PHRASES_PARTIAL = "Так пишут, когда закрыто частично"
SEARCH_IN_PLANS = "Искать в планах"
SEE_GAPS = "Где это есть и где не найдено"
ACTIVITIES_COVER = "Типовые мероприятия, которые его закрывают"

# Categories
CATEGORIES_INTRO = "Категория отвечает на вопрос «что это за действие», а не «кто его выполняет» и не «в каком разделе плана оно стоит»."
BELONGS = "Сюда относится"
BELONGS_NOT = "Сюда не относится"
EXAMPLES = "Примеры (придуманы)"
ELSEWHERE = "{what} — это «{category}»"

# Typical activities
ACTIVITIES_INTRO = (
    "Мероприятия, которые встречаются из плана в план. По ним считаются частоты и находятся похожие строки."
)
TITLE, CATEGORY, LEVEL = "Название", "Категория", "Чей уровень"
LEVELS = {"school": "школа", "municipality": "муниципалитет", "region": "регион", "any": "любой"}
ACTIVITY = "Типовое мероприятие"
CHOOSE_ACTIVITY = "Выберите в списке или нажмите на строку таблицы"
EXCLUDES = "Не путать"
SEE, SEE_TITLE = "см. {what}", "см. «{what}»"  # how the catalogue names other activities, and how people are told
RELATED = "Связанные"
PHRASINGS = "Как его пишут"
PHRASINGS_NOTE = "Формулировки составлены для этой программы; строк настоящих планов среди них нет."
PHRASINGS_NONE = "Формулировок для него нет: оно внесено отдельным справочником."
PHRASINGS_MORE = "Показаны {shown} из {n}."

# Glossary
GLOSSARY_INTRO = "Сокращения, которыми пишут планы. Поиск и сопоставление понимают и сокращение, и полное имя."
ABBR, EXPANSION, VARIANTS, TYPE, CHECKED, NOTE = (
    "Сокращение",
    "Что значит",
    "Пишут и так",
    "Что это",
    "Проверено",
    "Примечание",
)
YES, NO = "да", "нет, не проверено"
AMBIGUOUS = "ещё значит: {other}"
TERM_ROLES = {
    "authority-federal": "федеральный орган",
    "authority-regional": "региональный орган",
    "authority-municipal": "муниципальный орган",
    "regional-operator": "региональный оператор",
    "coordinator": "координатор",
    "methodical-service": "методическая служба",
    "subject-union": "объединение учителей",
    "school": "школа",
    "person": "человек, должность",
    "support-centre": "центр помощи",
    "commission": "комиссия",
    "working-group": "рабочая группа",
    "platform": "портал, система",
    "resource": "ресурс",
    "document": "документ",
    "procedure": "процедура",
    "concept": "понятие",
}

# Versions
VERSIONS = "Все версии"
KIND, NAME, NUMBER, STATE, RECORDS, ORIGIN, SINCE = "Вид", "Имя", "Версия", "Состояние", "Записей", "Откуда", "Внесена"
ACTIVE, RESTING = "действует", "не действует"
ORIGINS = {
    "builtin": "с программой",
    "yaml": "файл YAML",
    "plan": "из плана",
    "expert": "правка",
}
CHOOSE_VERSION = "Версия"
CHOOSE_VERSION_HINT = "Выберите версию, чтобы скачать, сравнить или ввести в действие"
DOWNLOAD_YAML = "Скачать (YAML)"
ACTIVATE, DEACTIVATE = "Ввести в действие", "Вывести из действия"
ACTIVATE_ASK = "Ввести в действие «{name}»?"
DEACTIVATE_ASK = "Вывести из действия «{name}»?"
ACTIVATE_TOLD = "Другие версии этого имени перестанут действовать."
ACTIVATE_COVER = "Все планы будут сверены с ней заново: это займёт от нескольких секунд до нескольких минут."
DEACTIVATE_TOLD = "Ответы по ней сохранятся, новые планы с ней сверяться не будут."
ACTIVATED, DEACTIVATED = "Версия введена в действие", "Версия выведена из действия"
COMPARE_WITH = "Сравнить с версией"
COMPARE_HINT = "Выберите вторую версию того же вида"
CHANGES = {"added": "Добавлено", "removed": "Убрано", "changed": "Изменено"}
SIGNS = {"added": ":material/add:", "removed": ":material/remove:", "changed": ":material/edit:"}
NO_CHANGES = "Записи обеих версий одинаковы."
NO_OTHER = "Сравнить не с чем: это единственная версия справочника этого вида."
BEFORE, AFTER = "Было", "Стало"
EMPTY = "пусто"
FIELDS = {
    "id": "код",
    "title": "название",
    "covers": "засчитывается",
    "partial": "засчитывается частично",
    "not_covered": "не засчитывается",
    "category": "категория",
    "stage": "шаг управления",
    "binds": "кого касается",
    "strength": "основание",
    "basis": "откуда взято",
    "years": "годы",
    "facets": "стороны",
    "act_may_cover": "засчитывается ли акт",
    "activities": "типовые мероприятия",
    "phrases": "формулировки",
    "signals": "признаки",
    "outcome_may_cover": "засчитывается ли результат",
    "executors": "исполнители",
    "single_school": "для плана одной школы",
    "timing": "сроки",
    "ask": "как сказать",
    "label": "название",
    "definition": "определение",
    "belongs": "сюда относится",
    "does_not_belong": "сюда не относится",
    "examples": "примеры",
    "not": "не путать",
    "secondary": "дополнительные категории",
    "level": "уровень",
    "related": "связанные",
    "same": "то же",
    "abbr": "сокращение",
    "expansion": "что значит",
    "variants": "варианты",
    "role": "что это",
    "evidence": "откуда известно",
    "verified": "проверено",
    "ambiguous": "другое значение",
    "note": "примечание",
}

# Bringing in
IMPORT = "Внести справочник"
IMPORT_INTRO = (
    "Скачайте образец или действующую версию, измените в любом редакторе текста и внесите. "
    "Сначала программа проверит файл и покажет, что изменится; до кнопки «Внести» ничего не меняется."
)
IMPORT_ADMIN = "Вносить и вводить в действие может администратор, который видит все регионы."
WAY = "Как внести"
WAYS = {"yaml": "Файл или текст", "plan": "Взять готовый план"}
FROM_PLAN = "Чей план взять"
FROM_PLAN_HELP = "Подойдёт план региона или прошлогодний: каждое его мероприятие станет ожидаемым от остальных."
FROM_PLAN_TOLD = (
    "Ожидаемым станет каждое из {n} плана; все планы будут сверены с ними. "
    "Слова этого плана увидят все, и те, кому сам план не виден."
)
NAME_NEEDED = "Дайте справочнику имя."
PATTERN = "Скачать образец"
PATTERN_FILE = "образец-{kind}.yaml"
NEW_NAME = "Имя справочника"
NEW_NAME_HELP = "То же имя — следующая версия; новое имя — отдельный справочник."
NEW_NAME_DEFAULT = "Ожидания региона"
FILE = "Файл YAML"
OR_TEXT = "или текст"
TEXT_PLACEHOLDER = "- id: library-audit\n  title: Аудит школьной библиотеки\n  covers: …"
CHECK = "Проверить"
CHECK_HELP = "Все поля и их значения показаны в образце: кнопка «Скачать образец» выше. Введённое осталось в форме."
CHECKED_OK = "Ошибок нет: {records}. Станет версией {version} справочника «{name}» и сразу будет действовать."
CHECKED_SAME = "Ошибок нет, но изменений тоже: версия {version} справочника «{name}» уже такая."
AGAINST = "Отличия от версии {version}"
FRESH = "Справочника с таким именем ещё не было: все записи новые."
SAME_LEFT = "Без изменений: {n}."
BRING_IN = "Внести"
BROUGHT_IN = "Справочник внесён и действует"
NOT_TEXT = "Файл не прочитан: это не текст в кодировке UTF-8. Сохраните его как текст UTF-8 и выберите снова."
NOTHING_GIVEN = "Выберите файл или вставьте текст."
COVERING = "Планы сверяются с новой версией"
COVERED = "Все планы сверены с новой версией."
COVER_FAILED = "Сверка планов с новой версией не закончена"
COVER_STOPPED = "Сверка остановлена: часть планов с новой версией ещё не сверена."
TO_GAPS = "Смотреть в «Пробелах»"
STOP = "Остановить"

PATTERNS: dict[CatalogueKind, str] = {
    "mandates": """\
# Ожидаемые мероприятия: по записи на пункт. Обязательны id (латиницей, без пробелов), title и covers.
# Текст с двоеточием берите в кавычки.
- id: library-audit
  title: Проверка школьных библиотек
  covers: Строка плана проверяет фонды школьных библиотек и называет итог проверки.
  partial: Проверку только обсуждают или включают в другую работу.
  not_covered: Закупка учебников без проверки.
  category: resources          # organisational, methodical, monitoring, staffing, resources, students, community, information
  stage: diagnose              # identify, diagnose, plan, implement, monitor, close
  strength: [RP]               # ACT – вышестоящий акт, LAW – закон, FR – федеральная оценка, FM – проект «500+», RP – практика
  basis: "Приказ министерства области: укажите номер и дату"
  ask: Рекомендуем добавить проверку библиотечных фондов.
- id: rural-mentors
  title: Наставники для сельских школ
  covers: За сельскими школами закрепляют наставников из сильных школ.
""",
    "categories": """\
# Категории: id – один из восьми: organisational, methodical, monitoring, staffing, resources, students, community, information.
- id: resources
  label: Ресурсные
  definition: Дают школе то, чем она работает.
  examples:
    - Закупка оборудования для кабинета химии
""",
    "activities": """\
# Типовые мероприятия: обязательны id, title, category и definition.
- id: library-audit
  title: Проверка школьных библиотек
  category: resources
  definition: Проверяют состав и состояние фондов.
  level: municipality          # school, municipality, region, any
""",
    "glossary": """\
# Сокращения: обязательны abbr и expansion; variants – другие написания.
- abbr: ЦОМ
  expansion: центр образовательного мониторинга
  variants: [Центр мониторинга]
  verified: true
""",
}


def records(n: int) -> str:
    """Return «31 запись»."""
    return plural(n, "запись", "записи", "записей")


def expected(n: int, of: int) -> str:
    """Return «Показано 5 из 31»."""
    return f"Показано {n} из {of}." if n < of else f"Всего {records(of)}."
