"""Every sentence of an error answer, Russian and English, by slug; `type` of a problem is `/problems/` and its slug."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """The same sentence in both languages."""

    ru: str
    en: str

    def given(self, language: str) -> str:
        """Return the sentence in a language; Russian unless English is asked for."""
        return self.en if language == "en" else self.ru


class Kind(NamedTuple):
    """A kind of problem: its status, its title, what it means and what to do."""

    status: int
    title: Text
    detail: Text
    advice: Text


KINDS: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        Text("Запрос не разобран", "The request cannot be read"),
        Text("Тело или параметры запроса устроены не так, как ожидалось.", "Its body or parameters are malformed."),
        Text("Сверьте запрос с описанием в /docs.", "Compare the request with the documentation at /docs."),
    ),
    "not-authenticated": Kind(
        401,
        Text("Нужен вход", "Log in first"),
        Text(
            "Запрос без действующего входа: нет ни cookie, ни токена, или срок их истёк.",
            "The request carries no valid session or token, or it has expired.",
        ),
        Text(
            "Войдите на странице /login или передайте токен в заголовке Authorization: Bearer …",
            "Log in at /login or send a token in the header Authorization: Bearer …",
        ),
    ),
    "login-failed": Kind(
        401,
        Text("Войти не удалось", "The login failed"),
        Text(
            "Имя или пароль не подходят, либо после нескольких неудач вход на время закрыт.",
            "The name or the password is wrong, or logging in is closed for a while after several failures.",
        ),
        Text(
            "Проверьте раскладку и Caps Lock; если не помогло, подождите 15 минут или обратитесь к администратору.",
            "Check the keyboard layout; if it does not help, wait for 15 minutes or ask the administrator.",
        ),
    ),
    "forbidden": Kind(
        403,
        Text("Недостаточно прав", "Not permitted"),
        Text("Ваша роль не даёт права на это действие.", "Your role does not permit this action."),
        Text("Обратитесь к администратору.", "Ask the administrator."),
    ),
    "foreign-origin": Kind(
        403,
        Text("Запрос с чужой страницы", "A request from a foreign page"),
        Text(
            "Изменяющие запросы принимаются только со страниц самой «Сверки».",
            "Requests that change something are taken from Sverka's own pages only.",
        ),
        Text(
            "Откройте «Сверку» по её адресу; программы передают токен в заголовке Authorization.",
            "Open Sverka at its own address; programs send a token in the header Authorization.",
        ),
    ),
    "not-found": Kind(
        404,
        Text("Не найдено", "Not found"),
        Text("По этому адресу ничего нет или это вам не видно.", "Nothing is there, or you may not see it."),
        Text("Проверьте адрес и номер.", "Check the address and the id."),
    ),
    "method-not-allowed": Kind(
        405,
        Text("Так к этому адресу не обращаются", "Method not allowed"),
        Text("У этого адреса нет такого метода.", "The address does not know this method."),
        Text("Методы перечислены в заголовке Allow и в /docs.", "See the header Allow and /docs."),
    ),
    "request-timeout": Kind(
        408,
        Text("Тело запроса пришло не до конца", "The body did not arrive"),
        Text("Передача запроса прервалась или шла слишком долго.", "Sending the request stalled or took too long."),
        Text("Повторите запрос.", "Send it again."),
    ),
    "conflict": Kind(
        409,
        Text("Действие противоречит состоянию", "Conflict"),
        Text("Сейчас это сделать нельзя.", "This cannot be done in the present state."),
        Text("Обновите страницу и посмотрите, что изменилось.", "Reload and see what has changed."),
    ),
    "precondition-failed": Kind(
        412,
        Text("Запись уже изменили", "Changed meanwhile"),
        Text("С тех пор, как вы её прочитали, она изменилась.", "The record has changed since you read it."),
        Text("Прочитайте её снова и повторите изменение.", "Read it again and repeat the change."),
    ),
    "too-large": Kind(
        413,
        Text("Запрос слишком велик", "Too large"),
        Text("Тело запроса больше допустимого.", "The body exceeds the limit."),
        Text("Разделите файл или архив на части.", "Split the file or the archive."),
    ),
    "unsupported-media-type": Kind(
        415,
        Text("Формат не поддерживается", "Unsupported media type"),
        Text("Тело или файл такого вида не читается.", "A body or a file of this kind is not read."),
        Text("Допустимые виды перечислены в /docs.", "See /docs for the kinds that are."),
    ),
    "foreign-host": Kind(
        421,
        Text("Чужое имя узла", "Foreign host name"),
        Text(
            "Запрос обращён к имени, под которым эта «Сверка» не работает.",
            "The request names a host that this installation does not serve.",
        ),
        Text(
            "Откройте «Сверку» по её адресу; за прокси задайте SVERKA_PUBLIC_URL и вход (SVERKA_LOGIN=1).",
            "Use its own address; behind a proxy set SVERKA_PUBLIC_URL and SVERKA_LOGIN=1.",
        ),
    ),
    "invalid-input": Kind(
        422,
        Text("Значения не подходят", "Invalid values"),
        Text("Некоторые значения не подходят; они перечислены в fields.", "Some values do not fit; see fields."),
        Text("Исправьте их и повторите.", "Correct them and try again."),
    ),
    "unprocessable": Kind(
        422,
        Text("Выполнить не удалось", "It could not be done"),
        Text(
            "Данные прочитаны, но использовать их нельзя; подробности — в what, why, advice.",
            "The data were read but cannot be used; see what, why, advice (in Russian).",
        ),
        Text("Исправьте данные и повторите.", "Correct the data and try again."),
    ),
    "too-many-requests": Kind(
        429,
        Text("Слишком много запросов", "Too many requests"),
        Text("Исчерпан предел запросов за минуту.", "The limit of requests a minute is used up."),
        Text("Повторите позже: через сколько секунд — в заголовке Retry-After.", "Wait as long as Retry-After says."),
    ),
    "internal": Kind(
        500,
        Text("Внутренняя ошибка", "Internal error"),
        Text("Запрос не выполнен из-за ошибки программы.", "A fault of the program stopped the request."),
        Text(
            "Повторите; если не помогло, сообщите администратору номер запроса (instance).",
            "Try again; if it does not help, tell the administrator the request's number (instance).",
        ),
    ),
    "unavailable": Kind(
        503,
        Text("Сейчас недоступно", "Unavailable"),
        Text("Служба пока не может ответить.", "The service cannot answer now."),
        Text("Повторите через несколько секунд.", "Try again in some seconds."),
    ),
    "time-limit": Kind(
        503,
        Text("Ответ занял слишком много времени", "The answer took too long"),
        Text("Запрос прекращён по пределу времени.", "The request was stopped at its time limit."),
        Text("Сузьте запрос или повторите позже.", "Narrow the request or try later."),
    ),
    "models-unavailable": Kind(
        503,
        Text("Модели не загружены", "The models are not loaded"),
        Text("Модель отсутствует, повреждена или чужая.", "A model is absent, damaged or foreign."),
        Text("Администратору: выполните sverka check.", "Administrator: run sverka check."),
    ),
    "storage-busy": Kind(
        503,
        Text("Хранилище занято", "The store is busy"),
        Text("База данных долго занята другой записью.", "The database is busy with other writing."),
        Text("Повторите через несколько секунд.", "Try again in some seconds."),
    ),
    "storage-full": Kind(
        503,
        Text("На диске нет места", "The disk is full"),
        Text("Сохранить не удалось; прежние данные целы.", "It was not saved; what was there is sound."),
        Text("Администратору: освободите место.", "Administrator: free some space."),
    ),
    "storage-read-only": Kind(
        503,
        Text("Хранилище открыто только для чтения", "The store is read-only"),
        Text("Сохранить не удалось; прежние данные целы.", "It was not saved; what was there is sound."),
        Text("Администратору: проверьте права на папку данных.", "Administrator: check the data folder's permissions."),
    ),
    "storage-broken": Kind(
        503,
        Text("Хранилище не отвечает", "The store does not answer"),
        Text("База данных или диск не отвечают как должны.", "The database or the disk does not answer as it should."),
        Text("Администратору: выполните sverka check.", "Administrator: run sverka check."),
    ),
}
