# Индексы площадок: смешивание, комфорт, горизонтальные связи, инициаторы.
# $part из $whole; $count — то же целое числом, по нему выбирается форма слова.

indices-heading = Как живёт площадка
indices-day = За 30 дней по { $day }.
indices-above = Цифры вверху считают и сегодняшний день.
indices-coming = Прошлые дни сейчас досчитываются.
indices-ended = За последние 30 дней здесь ничего не сказано, считать не по чему. Последнее сообщение — { $day }.
indices-none = За последние 30 дней считать нечего.
indices-group-mixing = Смешивание
indices-group-comfort = Комфорт
indices-group-ties = Горизонтальные связи
indices-group-initiators = Инициаторы

index-mixing = Смешивание с лояльными
index-assortativity = Держатся своих
index-met = Новички познакомились с лояльными
index-welcomed = Первое сообщение получило ответ
index-minutes = До первого ответа новичку
index-again = Новички написали снова
index-toxic = Грубость
index-warm = Тепло
index-voices = Говорят немногие
index-by_members = Первыми ответили участники
index-reciprocity = Отвечают взаимно
index-helpers = Помогающие
index-initiators = Разговоры начинают участники

index-mixing-says = { $count ->
    [one] Из { $whole } собеседника потенциальных клиентов лояльны { $part }.
   *[other] Из { $whole } собеседников потенциальных клиентов лояльны { $part }.
}
index-mixing-above = Чаще, чем вышло бы случайно.
index-mixing-below = Реже, чем вышло бы случайно: лояльные говорят между собой.
index-mixing-neutral = От случайного не отличить.
index-assortativity-says = { $count ->
    [one] По { $whole } обмену: ноль — лояльные и остальные говорят вперемешку, единица — каждый со своими, ниже нуля — тянутся друг к другу.
   *[other] По { $whole } обменам: ноль — лояльные и остальные говорят вперемешку, единица — каждый со своими, ниже нуля — тянутся друг к другу.
}
index-met-says = { $count ->
    [one] За первые 7 дней обменялись репликами с лояльным { $part } из { $whole } новичка.
   *[other] За первые 7 дней обменялись репликами с лояльным { $part } из { $whole } новичков.
}
index-welcomed-says = { $count ->
    [one] Ответ получили { $part } из { $whole } первого сообщения, на которое стоило ответить.
   *[other] Ответ получили { $part } из { $whole } первых сообщений, на которые стоило ответить.
}
index-minutes-says = { $count ->
    [1] Столько ждали ответа на { $whole } первое сообщение.
    [one] Половина из { $whole } первого сообщения ждала ответа не дольше.
   *[other] Половина из { $whole } первых сообщений ждала ответа не дольше.
}
index-again-says = { $count ->
    [one] За 14 дней снова написали { $part } из { $whole } новичка.
   *[other] За 14 дней снова написали { $part } из { $whole } новичков.
}
index-toxic-says = { $count ->
    [one] Оскорбления или брань в { $part } из { $whole } сообщения участников.
   *[other] Оскорбления или брань в { $part } из { $whole } сообщений участников.
}
index-warm-says = { $count ->
    [one] Благодарность, восторг, совет или защита в { $part } из { $whole } сообщения участников.
   *[other] Благодарность, восторг, совет или защита в { $part } из { $whole } сообщений участников.
}
index-voices-says = { $count ->
    [one] Пишет { $whole } участник: ноль — все поровну, единица — говорит один.
    [few] Пишут { $whole } участника: ноль — все поровну, единица — говорит один.
   *[other] Пишут { $whole } участников: ноль — все поровну, единица — говорит один.
}
index-by_members-says = { $count ->
    [one] Участники первыми ответили на { $part } из { $whole } вопроса.
   *[other] Участники первыми ответили на { $part } из { $whole } вопросов.
}
index-reciprocity-says = { $count ->
    [one] Взаимно ответили { $part } из { $whole } пары: у взаимной пары две связи, у остальных по одной.
   *[other] Взаимно ответили { $part } из { $whole } пар: у взаимной пары две связи, у остальных по одной.
}
index-helpers-says = { $count ->
    [one] Первыми ответили хотя бы на один вопрос { $part } из { $whole } пишущего.
   *[other] Первыми ответили хотя бы на один вопрос { $part } из { $whole } пишущих.
}
index-initiators-says = { $count ->
    [one] Участники начали { $part } из { $whole } разговора, остальное начали мы.
   *[other] Участники начали { $part } из { $whole } разговоров, остальные начали мы.
}

index-how-mixing = Как часто потенциальные клиенты говорят с лояльными по сравнению с тем, как вышло бы случайно: 1 — так же часто, больше — чаще.
index-how-assortativity = Насколько лояльные и потенциальные чаще говорят в своём кругу, чем вышло бы случайно (коэффициент ассортативности Ньюмана).
index-how-met = Новички, чьи 7 дней прошли: скольким лояльный клиент ответил и получил ответ.
index-how-welcomed = Первые сообщения новичков, которые заслуживают ответа и ждали достаточно долго.
index-how-minutes = Медиана времени до первого ответа на первое сообщение новичка.
index-how-again = Новички, чьи 14 дней прошли: сколько написало в другой день ещё раз.
index-how-toxic = Доля сообщений участников с оскорблениями или бранью.
index-how-warm = Доля сообщений участников с благодарностью, восторгом, советом или защитой.
index-how-voices = Насколько неровно сообщения поделены между участниками (коэффициент Джини).
index-how-by_members = Вопросы, на которые первым ответил участник, из всех заданных.
index-how-reciprocity = Доля связей между участниками, на которые ответили: один писал другому, и тот писал в ответ.
index-how-helpers = Участники, которые первыми ответили хотя бы на один вопрос, из всех пишущих.
index-how-initiators = Разговоры, начатые участниками: слова после тишины, на которые кто-то откликнулся.
index-interval-is = Интервал: { $interval };

index-cases = { $count ->
    [one] { $shown } случай
    [few] { $shown } случая
   *[many] { $shown } случаев
}
index-curve = По неделям за год, последнее — { $value }
index-curve-caption = По неделям за год. Полоса — интервал: в нём с уверенностью 95 % лежит настоящее значение.
index-day-column = 30 дней по
index-value-column = Значение
index-interval-column = Интервал
index-cases-column = Случаев
index-behind = Кто и что за этим
index-behind-none = За этим числом пока никого нет.
index-behind-cut = Посмотрели последние пять тысяч сообщений.
index-answers = { $count ->
    [one] { $shown } ответ
    [few] { $shown } ответа
   *[many] { $shown } ответов
}
index-starts = { $count ->
    [one] { $shown } разговор
    [few] { $shown } разговора
   *[many] { $shown } разговоров
}
index-mixing-yes = с лояльным
index-mixing-no = между собой
index-met-yes = познакомились
index-met-no = ещё ни с кем
index-welcomed-yes = ответили
index-welcomed-no = без ответа
index-again-yes = написали снова
index-again-no = больше не писали
index-by_members-yes = ответил участник
index-by_members-no = ответили мы или никто
index-reciprocity-yes = взаимно
index-reciprocity-no = в одну сторону

index-overloaded = { $count ->
    [one] Холодных больше, чем ядро может согреть: пишет { $cold } холодный участник, лояльных — { $loyal }.
    [few] Холодных больше, чем ядро может согреть: пишут { $cold } холодных участника, лояльных — { $loyal }.
   *[many] Холодных больше, чем ядро может согреть: пишут { $cold } холодных участников, лояльных — { $loyal }.
}
alarms-heading = Где пора звать своих
index-overloaded-short = холодных больше, чем согреет ядро
index-whom-to-invite = Кого позвать: камертоны

compare-title = Сравнение площадок
compare-link = Сравнить площадки
compare-by = По какому индексу
compare-by-this = Сравнить площадки по этому
compare-interval = интервал { $interval }, { $cases }
compare-few = случаев мало, сравнивать рано
compare-sort = Порядок:
compare-sort-best = сначала лучшие
compare-sort-name = по названию
compare-sort-cases = где больше случаев
compare-trend-column = К прошлым 30 дням
compare-none = По этому индексу за последние 30 дней сравнивать нечего.
compare-without = { $count ->
    [one] По { $count } другой площадке данных нет.
   *[other] По { $count } другим площадкам данных нет.
}

comfort-heading = Комфортно ли здесь
comfort-comfortable = комфортно
comfort-partly = не совсем
comfort-not = некомфортно
comfort-write = Записать ответ
comfort-words = Что сказал человек
comfort-save = Записать
comfort-forget = убрать ответ
comfort-how = записано { $day }: { $by }
comfort-asked = Говорят, что комфортно
comfort-asked-says = { $count ->
    [one] За 90 дней так ответили { $part } из { $whole } спрошенного новичка.
   *[other] За 90 дней так ответили { $part } из { $whole } спрошенных новичков.
}
person-did-comfort = Ответ записан
person-did-uncomfort = Ответ убран
