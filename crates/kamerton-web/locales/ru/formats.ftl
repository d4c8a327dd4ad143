# Подписи рисунков, промежутки времени. $count — число.

ring-label = Заряд { $charge }: { $what } за { $days } дней
ring-label-rings = Заряд { $charge }, звенит: { $what } за { $days } дней
ring-strikes = { $count ->
    [one] { $count } удар
    [few] { $count } удара
   *[many] { $count } ударов
}
ring-complaints = { $count ->
    [one] { $count } жалоба
    [few] { $count } жалобы
   *[many] { $count } жалоб
}
ring-both = { $strikes } и { $complaints }
ring-only-complaints = { $complaints }

enumerated = { $before } и { $last }

ago-now = только что
ago-months = { $count ->
    [one] { $count } месяц назад
    [few] { $count } месяца назад
   *[many] { $count } месяцев назад
}
ago-years = { $count ->
    [one] { $count } год назад
    [few] { $count } года назад
   *[many] { $count } лет назад
}

since-today = сегодня
since-yesterday = вчера
lasts-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунды
   *[many] { $count } секунд
}
lasts-minutes = { $count } мин
lasts-hours = { $count } ч
lasts-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
lasts-months = { $count ->
    [one] { $count } месяц
    [few] { $count } месяца
   *[many] { $count } месяцев
}
lasts-years = { $count ->
    [one] { $count } год
    [few] { $count } года
   *[many] { $count } лет
}
