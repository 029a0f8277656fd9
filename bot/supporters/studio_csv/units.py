"""Words for years, months, weeks and days, in the languages of `headers.py`."""

import unicodedata

_DAYS_IN_A_MONTH = 365.25 / 12
_YEARS = (
    "year years yr yrs y Jahr Jahre Jahren an ans année années año años ano anos anno anni год года лет 年 년 "
    "yıl sene rok lata lat वर्ष साल سنة سنوات عام أعوام"
)
_MONTHS = (
    "month months mo mos Monat Monate Monaten mois mes meses mês mese mesi месяц месяца месяцев мес "
    "か月 ヶ月 カ月 ヵ月 个月 個月 개월 달 ay miesiąc miesiące miesięcy महीना महीने माह شهر أشهر شهرا شهور"
)
_WEEKS = (
    "week weeks wk wks Woche Wochen semaine semaines semana semanas settimana settimane неделя недели недель "
    "週間 周 週 주 hafta tydzień tygodnie tygodni सप्ताह हफ़्ते أسبوع أسابيع"
)
_DAYS = (
    "day days d Tag Tage Tagen jour jours día días dia dias giorno giorni день дня дней "
    "日 天 일 gün dzień dni दिन يوم أيام"
)


def _in_months(words: str, months: float) -> dict[str, float]:
    return {unicodedata.normalize("NFKC", word).casefold(): months for word in words.split()}


MONTHS_IN: dict[str, float] = {
    **_in_months(_YEARS, 12.0),
    **_in_months(_MONTHS, 1.0),
    **_in_months(_WEEKS, 7 / _DAYS_IN_A_MONTH),
    **_in_months(_DAYS, 1 / _DAYS_IN_A_MONTH),
}
"""How many months each word is, by its case-folded NFKC form."""
