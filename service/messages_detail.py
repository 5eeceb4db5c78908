"""Particular explanations, which stand in a problem's `detail` instead of the general one of its kind."""

from __future__ import annotations

from service.messages import Text

DETAILS: dict[str, Text] = {
    "last-admin": Text(
        "Это последний действующий администратор: без него никто не сможет управлять доступом.",
        "This is the last active administrator.",
    ),
    "local-user": Text(
        "Учётная запись «local» принадлежит режиму без входа; её не меняют.",
        "The account «local» belongs to the mode without login and is not changed.",
    ),
    "bound-account": Text(
        "Это касается всей «Сверки», а ваша учётная запись связана с отдельными регионами.",
        "This concerns the whole installation, and your account is bound to some regions.",
    ),
    "login-taken": Text("Учётная запись с таким именем уже есть.", "An account of this name exists already."),
    "login-off": Text(
        "«Сверка» работает без входа, для одного человека на этом компьютере.",
        "This installation works without login, for one person on this computer.",
    ),
    "interactive-only": Text(
        "Токены и пароль меняет человек, вошедший по паролю, а не программа с токеном.",
        "Tokens and passwords are changed by a person who has logged in, not by a program's token.",
    ),
    "wrong-password": Text("Прежний пароль не подходит.", "The present password is wrong."),
    "short-password": Text("Пароль короче 12 знаков.", "The password is shorter than 12 characters."),
    "weak-password": Text(
        "Пароль слишком прост: он совпадает с именем или состоит из повторов.",
        "The password is too simple: it is the name or a repetition.",
    ),
    "login-busy": Text("Сейчас входят слишком многие.", "Too many people are logging in."),
    "too-many-failures": Text(
        "С вашего адреса было слишком много неудачных попыток входа.",
        "Too many failed logins came from your address.",
    ),
    "no-plan": Text("Такого плана нет, или он вам не виден.", "There is no such plan, or you may not see it."),
    "no-document": Text(
        "Такого документа нет, или он вам не виден.", "There is no such document, or you may not see it."
    ),
    "no-correction": Text("Такой правки нет, или она вам не видна.", "There is no such correction for you."),
    "no-job": Text("Такой работы нет, или она вам не видна.", "There is no such job, or you may not see it."),
    "no-content": Text("Документ ещё не прочитан или прочитать его не удалось.", "The document has not been read."),
    "no-page": Text("У документа нет такой страницы.", "The document has no such page."),
    "stale-revision": Text("План за это время изменил кто-то другой.", "Somebody else has changed the plan meanwhile."),
    "already-undone": Text("Эта правка уже отменена.", "This correction has been undone already."),
    "file-elsewhere": Text(
        "Такой файл уже загрузил кто-то другой, и вам он не виден.",
        "Somebody else has uploaded this file already, and you do not see it.",
    ),
    "foreign-plans": Text(
        "В документе есть план другого региона или без региона: удалить его может тот, кто видит все регионы.",
        "The document holds a plan outside your regions: only somebody who sees all regions may delete it.",
    ),
    "foreign-region": Text(
        "Так план окажется в регионе, который вам не виден.", "The plan would be in a region that you do not see."
    ),
    "anothers-job": Text(
        "Чужую работу останавливает администратор.", "Somebody else's job is stopped by an administrator."
    ),
    "no-user": Text("Такой учётной записи нет.", "There is no such account."),
    "no-token": Text("Такого токена нет.", "There is no such token."),
    "bad-token": Text(
        "Токен не действует: он отозван, истёк или никогда не выдавался.",
        "The token is revoked, expired or was never issued.",
    ),
}

# What a value must be, by pydantic's name of the error; «{…}» comes from the error's context, never from the value.
FIELDS: dict[str, Text] = {
    "missing": Text("нужно указать", "is required"),
    "extra_forbidden": Text("такого поля нет", "is not known"),
    "string_too_short": Text("не короче {min_length} знаков", "at least {min_length} characters"),
    "string_too_long": Text("не длиннее {max_length} знаков", "at most {max_length} characters"),
    "string_pattern_mismatch": Text("не того вида", "has the wrong form"),
    "string_unicode": Text("содержит недопустимые знаки", "contains characters that are not allowed"),
    "string_type": Text("должно быть строкой", "must be a string"),
    "int_type": Text("должно быть целым числом", "must be a whole number"),
    "int_parsing": Text("должно быть целым числом", "must be a whole number"),
    "int_from_float": Text("должно быть целым числом", "must be a whole number"),
    "float_type": Text("должно быть числом", "must be a number"),
    "float_parsing": Text("должно быть числом", "must be a number"),
    "bool_type": Text("должно быть true или false", "must be true or false"),
    "bool_parsing": Text("должно быть true или false", "must be true or false"),
    "list_type": Text("должно быть списком", "must be a list"),
    "dict_type": Text("должно быть объектом", "must be an object"),
    "model_type": Text("должно быть объектом", "must be an object"),
    "model_attributes_type": Text("должно быть объектом", "must be an object"),
    "too_short": Text("не меньше {min_length} значений", "at least {min_length} values"),
    "too_long": Text("не больше {max_length} значений", "at most {max_length} values"),
    "greater_than_equal": Text("не меньше {ge}", "at least {ge}"),
    "greater_than": Text("больше {gt}", "more than {gt}"),
    "less_than_equal": Text("не больше {le}", "at most {le}"),
    "less_than": Text("меньше {lt}", "less than {lt}"),
    "literal_error": Text("одно из: {expected}", "one of: {expected}"),
    "enum": Text("одно из: {expected}", "one of: {expected}"),
    "json_invalid": Text("это не JSON", "is not JSON"),
    "date_from_datetime_parsing": Text("должно быть датой ГГГГ-ММ-ДД", "must be a date YYYY-MM-DD"),
    "date_parsing": Text("должно быть датой ГГГГ-ММ-ДД", "must be a date YYYY-MM-DD"),
    "period": Text("две даты ГГГГ-ММ-ДД, начало не позже конца", "two dates YYYY-MM-DD, the earlier first"),
    "date_type": Text("должно быть датой ГГГГ-ММ-ДД", "must be a date YYYY-MM-DD"),
}
OTHER_FIELD = Text("не подходит", "does not fit")
