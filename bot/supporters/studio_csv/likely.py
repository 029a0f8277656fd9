"""Headings that YouTube Studio may use in other languages: translations that no real export has confirmed yet.

Each is enough to suggest a column; the person who imports is asked whether it is right. What is seen in a real file
moves to `headers.py`.
"""

from bot.supporters.studio_csv.role import Role

_GERMAN = (
    (Role.NAME, ("Mitglied", "Mitglieder", "Mitgliedsname", "Kanalmitglied", "Unterstützer", "Anzeigename")),
    (Role.LINK, ("Link zum Profil", "Profillink", "Link zum Kanal", "Kanal-URL", "Kanal")),
    (Role.LEVEL, ("Aktuelle Stufe", "Aktuelles Level", "Aktuelle Mitgliedschaftsstufe", "Stufe")),
    (Role.LEVEL_MONTHS, ("Gesamtzeit auf der Stufe (Monate)", "Gesamtdauer auf der Stufe (Monate)")),
    (Role.MONTHS, ("Gesamtzeit als Mitglied (Monate)", "Gesamtdauer als Mitglied (Monate)", "Monate")),
    (Role.UPDATE, ("Letzte Aktualisierung", "Letztes Update")),
    (Role.UPDATED_AT, ("Zeitstempel der letzten Aktualisierung", "Zeitstempel des letzten Updates")),
)
_FRENCH = (
    (Role.NAME, ("Membre", "Membres", "Nom", "Nom du membre", "Souscripteur")),
    (Role.LINK, ("Lien vers le profil", "Lien du profil", "Lien vers la chaîne", "Chaîne")),
    (Role.LEVEL, ("Niveau actuel", "Niveau")),
    (Role.LEVEL_MONTHS, ("Durée totale à ce niveau (mois)", "Temps total au niveau (mois)")),
    (Role.MONTHS, ("Durée totale en tant que membre (mois)", "Temps total en tant que membre (mois)", "Mois")),
    (Role.UPDATE, ("Dernière mise à jour", "Dernière modification")),
    (Role.UPDATED_AT, ("Horodatage de la dernière mise à jour", "Code temporel de la dernière mise à jour")),
)
_SPANISH_AND_PORTUGUESE = (
    (Role.NAME, ("Miembros", "Nombre", "Nombre del miembro", "Membro", "Nome do membro", "Assinante")),
    (Role.LINK, ("Link al perfil", "Canal", "Link para o perfil", "Ligação ao perfil", "Link do canal")),
    (Role.LEVEL, ("Nivel", "Nível")),
    (Role.LEVEL_MONTHS, ("Tiempo total en este nivel (meses)", "Tempo total no nível atual (meses)")),
    (Role.MONTHS, ("Tempo total como membro (meses)", "Meses")),
)
_ITALIAN = (
    (Role.NAME, ("Abbonato", "Abbonati", "Membro del canale", "Nome")),
    (Role.LINK, ("Link al profilo", "Link del profilo", "Canale")),
    (Role.LEVEL, ("Livello attuale", "Livello corrente", "Livello")),
    (Role.LEVEL_MONTHS, ("Tempo totale al livello (mesi)", "Durata totale del livello (mesi)")),
    (Role.MONTHS, ("Tempo totale come abbonato (mesi)", "Durata totale dell'abbonamento (mesi)", "Mesi")),
    (Role.UPDATE, ("Ultimo aggiornamento",)),
    (Role.UPDATED_AT, ("Timestamp ultimo aggiornamento", "Timestamp dell'ultimo aggiornamento")),
)
_RUSSIAN = (
    (Role.NAME, ("Спонсор", "Спонсоры", "Участник", "Имя")),
    (Role.LINK, ("Ссылка на профиль", "Ссылка на канал", "Канал")),
    (Role.LEVEL, ("Текущий уровень", "Уровень")),
    (Role.LEVEL_MONTHS, ("Общее время на уровне (месяцы)", "Общее время на уровне (мес.)")),
    (Role.MONTHS, ("Общее время спонсорства (месяцы)", "Общий срок спонсорства (мес.)", "Месяцы")),
    (Role.UPDATE, ("Последнее обновление", "Последнее изменение")),
    (Role.UPDATED_AT, ("Временная метка последнего обновления", "Время последнего обновления")),
)
_JAPANESE = (
    (Role.NAME, ("メンバー", "メンバー名", "名前")),
    (Role.LINK, ("プロフィールへのリンク", "プロフィールのリンク", "チャンネル")),
    (Role.LEVEL, ("現在のレベル", "レベル")),
    (Role.LEVEL_MONTHS, ("レベルの合計期間（月）", "レベルの合計期間（か月）")),
    (Role.MONTHS, ("メンバーの合計期間（月）", "メンバー登録の合計期間（か月）", "月数")),
    (Role.UPDATE, ("最終更新", "最終更新日")),
    (Role.UPDATED_AT, ("最終更新のタイムスタンプ", "最終更新日時")),
)
_KOREAN = (
    (Role.NAME, ("회원", "멤버", "이름")),
    (Role.LINK, ("프로필 링크", "프로필로 연결되는 링크", "채널")),
    (Role.LEVEL, ("현재 등급", "등급")),
    (Role.LEVEL_MONTHS, ("등급 유지 총 기간(개월)", "등급 총 기간(개월)")),
    (Role.MONTHS, ("회원 유지 총 기간(개월)", "총 회원 기간(개월)", "개월")),
    (Role.UPDATE, ("마지막 업데이트", "최종 업데이트")),
    (Role.UPDATED_AT, ("마지막 업데이트 타임스탬프", "최종 업데이트 타임스탬프")),
)
_CHINESE = (
    (Role.NAME, ("会员", "會員", "名称", "名稱", "姓名")),
    (Role.LINK, ("个人资料链接", "個人資料連結", "频道", "頻道")),
    (Role.LEVEL, ("当前级别", "當前級別", "目前等級", "级别", "等級")),
    (Role.LEVEL_MONTHS, ("级别总时长（月）", "等級總時間 (月)", "處於該等級的總時間 (月)")),
    (Role.MONTHS, ("会员总时长（月）", "會員總時間 (月)", "成為會員的總時間 (月)", "月数", "月數")),
    (Role.UPDATE, ("上次更新", "最近更新", "上次更新時間")),
    (Role.UPDATED_AT, ("上次更新时间戳", "上次更新時間戳記", "最近更新時間戳記")),
)
_TURKISH = (
    (Role.NAME, ("Üye", "Üyeler", "Ad", "Üye adı")),
    (Role.LINK, ("Profil bağlantısı", "Profilin bağlantısı", "Kanal bağlantısı")),
    (Role.LEVEL, ("Mevcut düzey", "Geçerli seviye", "Mevcut seviye", "Düzey", "Seviye")),
    (Role.LEVEL_MONTHS, ("Düzeydeki toplam süre (ay)", "Seviyedeki toplam süre (ay)")),
    (Role.MONTHS, ("Toplam üyelik süresi (ay)", "Üye olarak toplam süre (ay)", "Ay")),
    (Role.UPDATE, ("Son güncelleme",)),
    (Role.UPDATED_AT, ("Son güncelleme zaman damgası",)),
)
_POLISH = (
    (Role.NAME, ("Wspierający", "Członek", "Uczestnik", "Nazwa")),
    (Role.LINK, ("Link do profilu", "Kanał")),
    (Role.LEVEL, ("Obecny poziom", "Bieżący poziom", "Aktualny poziom", "Poziom")),
    (Role.LEVEL_MONTHS, ("Łączny czas na poziomie (w miesiącach)", "Łączny czas na poziomie (miesiące)")),
    (Role.MONTHS, ("Łączny czas wspierania (w miesiącach)", "Łączny czas członkostwa (miesiące)", "Miesiące")),
    (Role.UPDATE, ("Ostatnia aktualizacja",)),
    (Role.UPDATED_AT, ("Sygnatura czasowa ostatniej aktualizacji", "Czas ostatniej aktualizacji")),
)
_HINDI = (
    (Role.NAME, ("सदस्य", "नाम")),
    (Role.LINK, ("प्रोफ़ाइल का लिंक", "प्रोफाइल लिंक", "चैनल")),
    (Role.LEVEL, ("मौजूदा लेवल", "वर्तमान स्तर", "लेवल")),
    (Role.LEVEL_MONTHS, ("लेवल पर कुल समय (महीने)", "स्तर पर कुल समय (महीने)")),
    (Role.MONTHS, ("सदस्य के तौर पर कुल समय (महीने)", "सदस्य के रूप में कुल समय (महीने)", "महीने")),
    (Role.UPDATE, ("पिछला अपडेट", "अंतिम अपडेट")),
    (Role.UPDATED_AT, ("पिछले अपडेट का टाइमस्टैंप", "अंतिम अपडेट का टाइमस्टैंप")),
)
_ARABIC = (
    (Role.NAME, ("العضو", "عضو", "المشترك", "الاسم")),
    (Role.LINK, ("رابط الملف الشخصي", "الرابط إلى الملف الشخصي", "القناة")),
    (Role.LEVEL, ("المستوى الحالي", "المستوى")),
    (Role.LEVEL_MONTHS, ("إجمالي الوقت في المستوى (بالأشهر)", "إجمالي المدة في المستوى (أشهر)")),
    (Role.MONTHS, ("إجمالي الوقت كعضو (بالأشهر)", "إجمالي مدة العضوية (أشهر)", "الأشهر")),
    (Role.UPDATE, ("آخر تحديث", "آخر تعديل")),
    (Role.UPDATED_AT, ("الطابع الزمني لآخر تحديث", "طابع زمني لآخر تحديث")),
)
_ENGLISH = (
    (Role.NAME, ("Members", "Names", "User", "Username", "Nickname", "Patron", "Sponsor", "From", "Full name")),
    (Role.LINK, ("Link", "URL", "Profile", "Profile link", "Channel id")),
    (Role.LEVEL, ("Membership level", "Membership", "Level name", "Tier name", "Group", "Role")),
    (Role.MONTHS, ("Total months", "Months as member", "Total time as member", "Duration", "Tenure")),
)

LIKELY: tuple[tuple[Role, tuple[str, ...]], ...] = (
    *_ENGLISH,
    *_GERMAN,
    *_FRENCH,
    *_SPANISH_AND_PORTUGUESE,
    *_ITALIAN,
    *_RUSSIAN,
    *_JAPANESE,
    *_KOREAN,
    *_CHINESE,
    *_TURKISH,
    *_POLISH,
    *_HINDI,
    *_ARABIC,
)
"""What each word probably heads; a word that two languages use for different columns would be in doubt, and is not
here (a test looks)."""
