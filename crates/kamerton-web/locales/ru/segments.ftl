# Сегменты: список, условие, конструктор.

segments-title = Сегменты
segments-lead = Условие с именем: кого позвать, кому написать, кого выгрузить.
segments-new = Новый сегмент
segments-none = Сегментов пока нет
segments-none-lead = Сегмент помнит, кого вы ищете: задайте условие один раз, и по нему всегда видно, сколько таких людей и кто они. Его можно открыть в «Людях» и выгрузить.
segments-begin = Начните с готового условия
segments-example-lost = Тёплые, с кем давно не говорили
segments-example-again = Покупают снова и советуют
segments-example-unhappy = Недовольные покупатели
segments-example-beginners = Новички, с которыми ещё не говорили
segments-condition = Условие
segments-kind = Состав
segments-people = Людей
segments-open = Открыть в «Людях»
segments-kind-living = живой
segments-kind-static = снимок
segments-living = Живой: пересчитывается сам
segments-living-help = Кто подходит сегодня, тот и в сегменте.
segments-static = Снимок: те, кто подходит сейчас
segments-static-help = Состав останется прежним, что бы с людьми ни случилось. Объединённые люди останутся одним человеком.
segments-taken-at = Снимок сделан { $when }.
segments-name = Название
segments-name-help = Например: «Кого позвать на встречу».
segments-text = Условие
segments-text-help = Пишите словами или собирайте кнопками рядом. Связки: «и», «или», «не», скобки.
segments-save = Сохранить
segments-saved = Сегмент сохранён
segments-removed = Сегмент удалён
segments-remove = Удалить сегмент
segments-remove-help = Пропадут условие и состав сегмента. С людьми ничего не случится. Вернуть сегмент будет нельзя.
segments-remove-do = Удалить навсегда
segments-read-only = Менять сегменты могут те, кто ставит метки людям.
segments-builder = Собрать кнопками
segments-lines = Из чего состоит условие
segments-lines-none = Пока ни одного условия: выберите первое.
segments-and = и
segments-or = или
segments-not = не
segments-group-and = всё сразу:
segments-group-or = хотя бы одно:
segments-turn = не
segments-turn-of = Наоборот: { $text }
segments-drop = Убрать
segments-drop-of = Убрать: { $text }
segments-what = Что добавить
segments-what-do = Выбрать
segments-value = Значение
segments-joint = Как связать
segments-joint-and = и: нужно и то, и другое
segments-joint-or = или: хватит любого
segments-to = С чем связать
segments-to-all = со всем условием
segments-negated = не: у кого этого нет
segments-add = Добавить
segments-added = Условие из конструктора добавлено. Проверьте, кто подходит, и сохраните ещё раз.
segments-fix = Исправить на «{ $text }»
segments-found = Кто подходит
segments-found-none = Сейчас таких людей нет.
segments-found-first = Первые { $count } по заряду:
segments-found-wrong = Пока условие непонятно, считать некого.
segments-found-empty = Добавьте условие, и здесь появятся люди.
segments-from-people = Сохранить как сегмент
segments-choose = Сегмент
segments-wrong-name = Назовите сегмент: по названию его найдут.
segments-wrong-taken = Сегмент «{ $name }» уже есть. Выберите другое название.
segments-wrong-text = Напишите условие или соберите его кнопками.

# Что не так с условием.
segments-trouble-empty = Условия пока нет.
segments-trouble-too-long = { $count ->
    [one] В условии больше { $count } знака: сократите его.
   *[other] В условии больше { $count } знаков: сократите его.
}
segments-trouble-too-deep = { $count ->
    [one] Скобок внутри скобок больше { $count } уровня: упростите условие.
   *[other] Скобок внутри скобок больше { $count } уровней: упростите условие.
}
segments-trouble-too-many = { $count ->
    [one] В условии больше { $count } части: разделите его на два сегмента.
   *[other] В условии больше { $count } частей: разделите его на два сегмента.
}
segments-trouble-unknown = Знак { $column }: { $found } — с такого слова условие не начинается.
segments-trouble-value = Знак { $column }: у условия «{ $field }» нет значения { $found }.
segments-trouble-expected-condition = Знак { $column }: здесь нужно условие, а стоит { $found }.
segments-trouble-expected-condition-end = В конце не хватает условия.
segments-trouble-expected-joint = Знак { $column }: между условиями нужно «и» или «или», а стоит { $found }.
segments-trouble-expected-joint-end = В конце не хватает «и» или «или».
segments-trouble-expected-closing = Знак { $column }: здесь нужна закрывающая скобка, а стоит { $found }.
segments-trouble-expected-closing-end = В конце не хватает закрывающей скобки.
segments-trouble-expected-value = Знак { $column }: после «{ $field }» нужно значение, а стоит { $found }.
segments-trouble-expected-value-end = После «{ $field }» нужно значение.
segments-trouble-expected-comparison = Знак { $column }: после «{ $field }» нужно сравнение, например «≥ 3», а стоит { $found }.
segments-trouble-expected-comparison-end = После «{ $field }» нужно сравнение, например «≥ 3».
segments-trouble-expected-days = Знак { $column }: после «{ $field }» нужен срок, например «30 дней», а стоит { $found }.
segments-trouble-expected-days-end = После «{ $field }» нужен срок, например «30 дней».
segments-trouble-range = Знак { $column }: значение «{ $field }» слишком велико, слишком мало или слишком длинное.
segments-trouble-quote = Знак { $column }: кавычки открыты, но не закрыты.
segments-trouble-role = Роль пишется один раз, отдельно, через «и» со всем остальным.
segments-trouble-closing = Знак { $column }: эту скобку ничто не открывает.

# Чего не хватает конструктору.
segments-wrong-choice = Выберите значение из списка.
segments-wrong-word = Напишите слово или название, не длиннее 200 знаков.
segments-wrong-number = Напишите число, например 3.
segments-wrong-days = Напишите, за сколько дней, например 30.
segments-wrong-first = Сначала исправьте условие: сейчас оно непонятно, и добавить к нему нечего.
segments-wrong-role = Роль пишется один раз и связывается через «и» со всем условием.
segments-wrong-too-deep = Скобок внутри скобок слишком много: упростите условие.
segments-wrong-too-many = Условие слишком велико: разделите его на два сегмента.

# О чём бывают условия.
segments-part-who = Кто это
segments-part-when = Что было и когда
segments-part-much = Сколько
segments-about-state = состояние
segments-about-stage = этап
segments-about-purchases = покупал ли
segments-about-charge = заряд
segments-about-wrote = писал(а)
segments-about-talked = говорил(а) с нами
segments-about-new = появился недавно
segments-about-joined = вступил(а) в площадку
segments-about-place = площадка
segments-about-tag = метка
segments-about-name = имя
segments-about-account = вид аккаунта
segments-about-bought = купил(а)
segments-about-orders = сколько покупок
segments-about-messages = сколько сообщений
segments-about-helped = помогал(а) другим
segments-about-listeners = сколько человек слушают
segments-about-leader = среди лидеров
segments-about-role = роль
segments-value-choice = Значение
segments-value-place = Название площадки
segments-value-tag = Метка
segments-value-name = Имя или фамилия
segments-value-name-help = Можно не до конца.
segments-value-account = Вид аккаунта
segments-value-account-help = Например, telegram или mail.
segments-value-number = Число
segments-than = Сравнение
segments-than-least = не меньше
segments-than-below = меньше
segments-than-equal = ровно
segments-value-lately = За последние дни, сколько
segments-value-lately-help = Оставьте пустым, если неважно, когда.
segments-value-days = За последние дни, сколько
