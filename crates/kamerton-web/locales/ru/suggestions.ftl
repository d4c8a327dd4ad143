# Кто может быть одним человеком: пары, причины, отказы.

suggestions-title = Возможно, один человек
suggestions-lead = Объединяете только вы. Сначала покажем, что изменится, и всё можно будет вернуть.
suggestions-count = { $count ->
    [one] { $number } пара похожих людей.
    [few] { $number } пары похожих людей.
   *[many] { $number } пар похожих людей.
}
suggestions-pairs = Похожие люди
suggestions-none = Похожих людей не нашлось
suggestions-none-lead = Здесь появятся люди с разных площадок, у которых совпали или похожи имена, ники, адреса почты или телефоны.
suggestions-none-more = Больше похожих пар нет.
suggestions-waiting = { $count ->
    [one] Ещё не просмотрен { $number } аккаунт: список может пополниться.
    [few] Ещё не просмотрены { $number } аккаунта: список может пополниться.
   *[many] Ещё не просмотрены { $number } аккаунтов: список может пополниться.
}
suggestions-next = Следующие пары
suggestions-why = Почему
suggestions-last = последнее { $day }
suggestions-silent = сообщений нет
suggestions-merge = Объединить…
suggestions-apart = Это разные люди
suggestions-refused = Разные люди
suggestions-refused-lead = Эти пары больше не предлагаем.
suggestions-maybe = Всё же, возможно, один
suggestions-card = Возможно, тот же человек
suggestions-all = Все похожие пары
suggestions-did-never = Запомнили: это разные люди
suggestions-did-maybe = Снова можем предложить эту пару
person-did-never = Запомнили: это разные люди
person-did-maybe = Снова можем предложить эту пару

# Насколько вероятно.
suggestions-likely = { $how ->
    [sure] почти наверняка, { $share }
    [very] очень вероятно, { $share }
    [fair] вероятно, { $share }
   *[may] возможно, { $share }
}

# Почему: что и насколько совпало.
suggestions-against = против
suggestions-named = { $why }: { $names }
suggestions-rare = { $why }, встречается редко
suggestions-given = { $how ->
    [differs] Имена разные
    [initial] Первая буква имени та же
    [near] Имена похожи
    [close] Имена почти одинаковые
    [form] Имя то же, другая форма
    [script] Имя то же, записано иначе
    [moved] Имя то же, но стоит на другом месте
   *[same] Имя то же
}
suggestions-surname = { $how ->
    [differs] Фамилии разные
    [initial] Первая буква фамилии та же
    [near] Фамилии похожи
    [close] Фамилии почти одинаковые
    [form] Фамилия та же, другая форма
    [script] Фамилия та же, записана иначе
    [moved] Фамилия та же, но стоит на другом месте
   *[same] Фамилия та же
}
suggestions-middle = { $how ->
    [differs] Отчество или второе имя разное
    [initial] Первая буква отчества та же
    [near] Отчество или второе имя похоже
    [close] Отчество или второе имя почти одинаковое
   *[same] Отчество или второе имя то же
}
suggestions-handle = { $how ->
    [differs] Ники разные
    [initial] Ники начинаются одинаково
    [near] Ники похожи
    [close] Ники почти одинаковые
    [variant] Ник тот же, записан иначе
   *[same] Ник тот же
}
suggestions-handle_of_name = Ник составлен из имени
suggestions-email = { $how ->
    [differs] Адреса почты разные
    [near] Адреса почты похожи
    [close] Адреса почты почти одинаковые
   *[same] Адрес почты тот же
}
suggestions-phone = { $how ->
    [differs] Телефоны разные
    [near] Телефоны похожи
    [close] Телефоны почти одинаковые
   *[same] Телефон тот же
}
suggestions-picture = { $how ->
    [differs] Картинки разные
    [near] Картинки похожи
    [close] Картинки почти одинаковые
   *[same] Картинка та же
}
suggestions-talk = { $how ->
    [differs] Вместе в разговорах не замечены
   *[same] Замечены в одних разговорах
}
suggestions-sex = { $how ->
    [differs] Судя по именам, это мужчина и женщина
   *[same] Судя по именам, пол один
}
suggestions-fact = { $how ->
    [differs] { $fact } не совпадает
    [initial] { $fact } начинается так же
    [near] { $fact } отчасти совпадает
    [close] { $fact } почти совпадает
   *[same] { $fact } совпадает
}
fact-birth = Дата рождения
fact-gender = Пол
fact-city = Город
fact-postcode = Почтовый индекс
fact-address = Адрес
fact-number = Число
fact-code = Номер документа
fact-category = Признак
fact-text = Прочее
