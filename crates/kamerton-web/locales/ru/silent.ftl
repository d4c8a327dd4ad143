# Кого не слышно: замолчавшие и молчуны.

silent-title = Кого не слышно
silent-lead = Сверху те, кому стоит написать первыми.
silent-fading = Замолкают
silent-fading-how = Молчат дольше, чем им свойственно: случайно такая пауза бывает реже одного раза из двадцати. Выше — кто ближе к вам и замолчал недавно.
silent-nobody-fades = Никто не молчит дольше обычного.
silent-ended = Последний разговор здесь был { $day }: прежний ритм людей уже ни о чём не говорит. Позовите их заново.
silent-rhythm = Обычно и сейчас
silent-usual = { $count ->
    [1] каждый день
    [one] раз в { $count } день
    [few] раз в { $count } дня
   *[many] раз в { $count } дней
}
silent-for = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
silent-why = Обычно { $usual }, молчит { $silent }
silent-lurkers = Читают и не пишут
silent-lurkers-how = Вступили или ставили реакции за последние 90 дней и ещё ни разу не писали. Начните с простого вопроса о самом человеке, на который легко ответить.
silent-no-places = Площадок пока нет.
silent-nobody-lurks = На этой площадке таких нет.
silent-seen = Что видно
silent-say = Чем начать
silent-joined = с вами с { $day }
silent-reacted = { $count ->
    [1] { $count } реакция, { $day }
    [one] { $count } реакция, последняя { $day }
    [few] { $count } реакции, последняя { $day }
   *[many] { $count } реакций, последняя { $day }
}
silent-say-liked = Вы отметили это сообщение. А что вы сами об этом думаете?
silent-say-reacted = Рады, что вы нас читаете. Что вам здесь интереснее всего?
silent-say-joined = Хорошо, что вы здесь. Как вы нас нашли?
