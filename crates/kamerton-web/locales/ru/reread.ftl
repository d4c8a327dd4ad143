# Настройки, новое чтение: что новая версия анализа прочла иначе и когда она вступает в силу.

settings-reread = Новое чтение
saved-reread-now = Перейдём на новое чтение, как только всё прочитано
saved-reread-later = Хорошо, без вас не перейдём
saved-reread-ask = Сохранено: как вступает в силу новое чтение

reread-lead = Когда с обновлением программа учится читать лучше, она сама перечитывает всю историю, показывает, что изменилось, и переходит на новое чтение человек за человеком. Поправленное вами остаётся.
reread-none = История ещё не перечитывалась.
reread-all = Вся история прочитана версией { $count }.
reread-begins = Начинаем перечитывать историю.
reread-reads = Перечитываем историю, дошли до { $day }.
reread-ready = История перечитана. Ждём вашего слова.
reread-soon = История перечитана, переходим на новое чтение.
reread-done = По-новому читаем с { $when }.
reread-looked = { $count ->
    [one] Перечитано { $count } сообщение.
    [few] Перечитано { $count } сообщения.
   *[many] Перечитано { $count } сообщений.
}
reread-differing = { $count ->
    [0] Все прочитаны так же, как прежде.
    [one] Иначе прочитано { $count }.
   *[many] Иначе прочитаны { $count }.
}
reread-old-still = На всех страницах пока прежнее чтение. Новые сообщения уже читаются по-новому.
reread-turns = Люди переходят по очереди: каждого видно либо по прежнему чтению, либо по новому.
reread-switch = Перейти
reread-later = Позже
reread-switch-help = Работать при этом можно как обычно. На большой истории до всех дойдёт очередь за несколько минут.

reread-labels = Что находим в сообщениях
reread-labels-none = Находим то же, что прежде.
reread-label = Что
reread-before = Было
reread-after = Стало
reread-gained = Прибавилось
reread-lost = Ушло
reread-people = Люди
reread-moved = { $count ->
    [0] Состояние не изменилось ни у кого.
    [one] Состояние другое у { $count } человека.
   *[many] Состояние другое у { $count } человек.
}
reread-people-later = У кого изменится состояние, будет видно после перехода.
reread-no-alarm = Давние сообщения, понятые только теперь, меняют заряд людей тем днём, когда были сказаны. Шагов и новостей из-за них нет.
reread-tones = Тон
reread-tone = тон
reread-tone-negative = плохо
reread-tone-neither = ровно
reread-tone-positive = хорошо
reread-examples = Примеры
reread-examples-help = Понемногу от каждого вида перемен.

reread-ask-title = Как переходить
reread-ask-no = Сразу, как всё прочитано
reread-ask-yes = Сначала спросить

reread-label-greeting = приветствие
reread-label-confirms = подтверждает
reread-label-helps = помогает
reread-label-owns = владеет
