"""What error, challenge and login pages call themselves, in Swedish, Danish, Norwegian, Finnish, German and English, and
how texts are marked that were taken down.

Each pattern is matched against a whole title or heading, or a whole part of one between separators: lower case,
white space folded, without end marks. They are data for `scraper.judging`, which asks for more evidence than a heading.
"""

from __future__ import annotations

import re

_SIGH = (
    r"(?:(?:oh no|åh nej|å nei|åh nej|ånej|oops|ooops|whoops|hoppsan?|ojsan|ojdå|oj|ups|uups|hups|hoppla|huch|"
    r"sorry|we're sorry|tyvärr|vi beklagar|beklager|desværre|dessverre|valitettavasti|leider|"
    r"entschuldigung)[\s,.!:…–-]*)*"
)
_ERROR = (
    r"(?:(?:http|error|fel|felsida|felkod|feil|feilside|feilkode|fejl|fejlside|fejlkode|fehler|fehlerseite|virhe|"
    r"virhesivu|"
    r"status|code)[\s:-]*){0,3}"
)
_404 = rf"{_ERROR}(?:404|410)(?:[\s:-]*(?:error|fel|feil|fejl|fehler|virhe|page|sida|side|seite|sivu|felsida))?"

_EN = (
    r"(?:(?:the|this|that|your|requested) ){0,2}(?:page|web ?page|url|document|file|content|article|resource|post|"
    r"item|address)"
    r"(?: (?:that )?you(?:'re| are| were)? (?:looking for|requested|trying to reach|tried to reach))?"
    r" (?:(?:was|is|could|can)? ?not (?:be )?(?:found|available)|(?:wasn't|isn't|can't be|cannot be|"
    r"couldn't be) (?:found|available)"
    r"|doesn't exist|does not exist|no longer exists|(?:is )?no longer available|has been (?:removed|deleted)|"
    r"is missing"
    r"|not found|gone)|"
    r"(?:page |file |object |resource )?not found|nothing (?:was )?found(?: here)?|"
    r"we (?:can't|cannot|can not|could not|couldn't|can't seem to) find (?:the|that|this|your) page.{0,60}"
)
_SV = (
    r"(?:(?:den|det|den här|efterfrågade|begärda|sökta) ){0,2}(?:sidan?|webbsidan|artikeln|dokumentet|filen|"
    r"innehållet|nyheten|"
    r"pressmeddelandet|adressen)(?: (?:som )?du (?:söker|sökte|letar efter|letade efter|försöker nå|försökte nå|"
    r"begärde|ville se))?"
    r" (?:kunde (?:tyvärr )?(?:inte|ej) (?:hittas|visas)|kan (?:tyvärr )?(?:inte|ej) (?:hittas|visas)|"
    r"hittades (?:tyvärr )?(?:inte|ej)"
    r"|hittas (?:inte|ej)|finns (?:tyvärr )?(?:inte|ej)(?: längre| kvar)*|existerar (?:inte|ej)(?: längre)?|saknas"
    r"|är borttagen|är borttaget|har tagits bort|har flyttats eller tagits bort|ej funnen)|hittades inte|"
    r"(?:vi )?(?:kunde|kan|hittar|hittade)(?: tyvärr)? inte(?: hitta)? (?:sidan|den sida|artikeln).{0,60}"
)
_DA = (
    r"(?:(?:den|denne|ønskede|søgte) ){0,2}(?:siden?|websiden|artiklen|dokumentet|nyheden|pressemeddelelsen|indholdet)"
    r"(?:,? (?:som )?du (?:leder|ledte|søger|søgte)(?: efter)?,?)?"
    r" (?:(?:blev |er )?(?:desværre )?ikke fundet|(?:kunne|kan) (?:desværre )?ikke (?:findes|vises)|"
    r"findes (?:desværre )?ikke(?: længere| mere)?"
    r"|eksisterer ikke(?: længere)?|er (?:blevet )?(?:fjernet|slettet))|ikke fundet|"
    r"vi (?:kan|kunne)(?: desværre)? ikke finde (?:siden|den side|artiklen).{0,60}"
)
_NO = (
    r"(?:(?:den|denne|ønskede) ){0,2}(?:siden?|sida|nettsiden|nettsida|artikkelen|dokumentet|innholdet|pressemeldingen)"
    r"(?: (?:som )?du (?:leter|lette|søker|søkte|prøver å nå|ser)(?: etter)?)?"
    r" (?:(?:ble |er )?(?:dessverre )?ikke funnet|vart ikkje funne|(?:kunne|kan) (?:dessverre )?ikke (?:finnes|vises)"
    r"|finnes (?:dessverre )?ikke(?: lenger)?|finst ikkje(?: lenger)?|eksisterer ikke(?: lenger)?|"
    r"er (?:blitt )?(?:fjernet|slettet))|"
    r"ikke funnet|ikkje funne|(?:vi )?(?:fant|finner|fann|finn|kan)(?: dessverre)? (?:ikke|ikkje)(?: finne)? "
    r"(?:siden|sida|den siden|artikkelen).{0,60}"
)
_FI = (
    r"(?:(?:etsimääsi|hakemaasi|pyydettyä|pyytämääsi|haluamaasi|valitsemaasi) )?(?:sivua|verkkosivua|artikkelia|"
    r"sisältöä|tiedostoa)"
    r" ei (?:valitettavasti )?(?:löydy|löytynyt|löydetty|voitu löytää|ole(?: enää)?(?: olemassa)?)|"
    r"(?:sivu|artikkeli|sisältö) (?:on poistettu|puuttuu)|ei löytynyt|emme löytäneet (?:etsimääsi )?sivua.{0,60}"
)
_DE = (
    r"(?:(?:die|diese|der|das|ihre|von ihnen|angeforderte|gesuchte|gewünschte|aufgerufene) ){0,4}"
    r"(?:seite|webseite|internetseite|datei|url|adresse|artikel|dokument|inhalt)(?:,? die sie (?:suchen|"
    r"aufrufen wollten))?,?"
    r" (?:(?:wurde |konnte |kann )?(?:leider )?nicht gefunden(?: werden)?|(?:existiert|"
    r"gibt es) (?:leider )?nicht(?: mehr)?"
    r"|(?:ist )?(?:leider )?nicht (?:mehr )?(?:verfügbar|vorhanden)|wurde (?:gelöscht|entfernt))|nicht gefunden|"
    r"wir (?:konnten|können) die (?:gewünschte |gesuchte |angeforderte )?seite (?:leider )?nicht finden"
)

NOT_FOUND = re.compile(
    rf"{_SIGH}(?:{_404}|(?:{_404}[\s:,–-]*)?(?:{_EN}|{_SV}|{_DA}|{_NO}|{_FI}|{_DE})[\s:,(–-]*(?:{_404})?)"
)
"""Nothing stands at this address."""

CHALLENGE = re.compile(
    r"just a moment|one moment,? please|please wait|attention required|(?:ddos-guard|client challenge|"
    r"pardon our interruption)|"
    r"access to this page has been denied|(?:vercel |website )?security (?:check(?:point)?|verification)|"
    r"checking (?:your browser|if the site connection is secure).{0,60}|(?:please )?(?:human|bot|browser|"
    r"robot) (?:verification|check)|"
    r"verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)|(?:are you (?:a )?)?robot or human|"
    r"(?:are you|you are|confirm you are) (?:a )?(?:human|robot|not a robot)|making sure you're not a bot|captcha|"
    r"sucuri website firewall|request rejected|(?:sorry, )?you have been blocked|"
    r"(?:bekräfta|verifiera) att du (?:är (?:en )?människa|inte är en robot)|bekr(?:æ|"
    r"e)ft(?:e?r?) at du (?:er et menneske|ikke er en robot)|"
    r"bestätigen sie,? dass sie (?:ein mensch|kein roboter) sind|(?:einen )?moment,? bitte|sicherheits(?:überprüfung|"
    r"prüfung)|"
    r"vahvista,? (?:että olet ihminen|ettet ole robotti)"
)
"""Prove that you are human."""

CHALLENGE_MARKS = (
    b"_cf_chl_opt", b"cf-browser-verification", b"cf-challenge", b"cf-error-details", b"errors.edgesuite.net",
    b"sec-if-cpt",
    b"/_sec/cp_challenge", b"bm-verify", b"incapsula incident id", b'id="main-iframe" src="/_incapsula',
    b"captcha-delivery.com",
    b"px-captcha", b"awswafcookiedomainlist", b"token.awswaf.com", b"sucuri_cloudproxy", b"/tspd/",
    b"please enable js and disable any ad",
)  # fmt: skip
"""What the pages of Cloudflare, Akamai, Imperva, DataDome, HUMAN, AWS, Sucuri and F5 have in their markup."""

CAPTCHA_MARKS = (b"g-recaptcha", b"h-captcha", b"cf-turnstile")
"""Widgets that ask for a proof; an honest form may hold one, so they need `HUMAN` beside them."""

HUMAN = re.compile(rb"robot|human|m\xc3\xa4nniska|mennesk|mensch|ihmi")
"""Whom a proof is asked of, UTF-8."""

DENIED = re.compile(
    rf"(?:{_ERROR}40[13][\s:,–-]*)?(?:access (?:is )?(?:denied|forbidden)|forbidden|unauthori[sz]ed|permission denied|"
    r"(?:åtkomst|tillträde) nekad|åtkomst nekas|behörighet saknas|du saknar behörighet.{0,60}|"
    r"du har inte behörighet.{0,60}|"
    r"adgang (?:nægtet|nektet|forbudt)|ingen (?:adgang|tilgang)|ikke tilgang|pääsy (?:estetty|evätty|kielletty)|"
    rf"(?:zugriff|zugang) (?:verweigert|verboten))|{_ERROR}40[13]"
)
"""You may not see this."""

LOGIN = re.compile(
    r"(?:please )?(?:log ?in|sign ?in|login)(?: (?:to|required|page)\b.{0,60})?|logga in(?: (?:på|till|"
    r"för)\b.{0,60})?|inloggning|"
    r"log ind(?: (?:på|til)\b.{0,60})?|logg inn(?: (?:på|til|for)\b.{0,60})?|innlogging|(?:kirjaudu|"
    r"kirjautuminen)(?: sisään)?|"
    r"anmelden|einloggen"
)
"""Log in first."""

LOGIN_HOSTS = frozenset({"login", "logon", "auth", "sso", "idp", "signin", "accounts", "inloggning", "adfs"})
"""First labels of hosts that only log people in."""

LOGIN_PATHS = frozenset({
    "login", "login.html", "login.php", "login.aspx", "login.jsp", "logon", "wp-login.php", "signin", "sign-in",
    "sign_in", "log-in", "logga-in", "loggain", "inloggning", "logg-inn", "innlogging", "log-ind", "kirjaudu",
    "kirjautuminen", "einloggen", "sso", "oauth", "oauth2", "saml", "saml2", "adfs",
})  # fmt: skip
"""Segments of a path that lead to a login, lower case."""

_SITE = (
    r"(?:(?:the|this|our|we'?re|den här|vår|unsere|diese|die|vores|vår|våre) ){0,2}(?:site|website|web ?page|page|"
    r"webbplatsen|webbplats|"
    r"webbsidan|sidan|sajten|hjemmesiden?|nettstedet|nettsiden|nettsidene|siden|webseite|internetseite|homepage|seite|"
    r"sivusto(?:mme)?|verkkosivu(?:sto|t|mme)?) (?:(?:is|are|är|er|ist|on|ovat|ligger) )?"
)
_WORK = (
    r"(?:maintenance(?: mode)?|underhåll|vedligehold(?:else)?|vedlikehold|wartung(?:sarbeiten|smodus)?|"
    r"huolto(?:katko)?)"
)

SITE_CLOSED = re.compile(
    rf"{_SIGH}(?:{_SITE}(?:(?:down|closed|stängd|nere|lukket|nede|stengt) )?(?:(?:for|under|på grund av|på grunn av|"
    rf"på grund af|til|wegen|in) )?"
    rf"(?:(?:scheduled|planerat|planlagt) )?{_WORK}|sivusto on huollossa|"
    rf"{_SITE}(?:(?:just nu|för tillfället|tillfälligt|temporarily|currently|midlertidigt?|i øjeblikket|"
    rf"vorübergehend|derzeit|tilapäisesti) )+"
    r"(?:unavailable|down|closed|otillgänglig|stängd|nere|utilgængelig|utilgjengelig|lukket|stengt|nede|"
    r"nicht (?:erreichbar|verfügbar)|suljettu|pois käytöstä)|"
    r"(?:we'll|we will) be (?:right )?back(?: soon| shortly)?|briefly unavailable for scheduled maintenance.{0,40}|"
    r"vi (?:är|er) (?:snart|strax|straks) (?:tillbaka|tilbage|tilbake)(?: igen| igjen)?|palaamme pian(?: takaisin)?|"
    r"wir sind (?:bald|gleich|in kürze) (?:wieder (?:da|online|zurück|erreichbar|für sie da)|zurück)|"
    r"(?:just nu |för närvarande )?pågår (?:ett )?(?:planerat |tekniskt )?underhåll(?:sarbete)?|"
    r"(?:planerat |tekniskt )?underhåll(?:sarbete)? pågår|wegen wartung(?:sarbeiten)? .{0,20}(?:geschlossen|offline|"
    r"nicht (?:erreichbar|verfügbar))|"
    rf"{_SITE}(?:wird )?(?:gerade |derzeit |zurzeit |momentan )?gewartet|sivustoa (?:päivitetään|huolletaan)|"
    rf"{_SITE}(?:huoltokatkon |huollon |päivityksen )?(?:vuoksi |takia )?poissa käytöstä|"
    r"(?:(?:we|our site|our website|the site|the website|this site|this website) (?:are|is) )?(?:currently )?"
    r"(?:undergoing|performing) (?:some )?(?:scheduled |planned |routine )?maintenance|"
    r"(?:(?:we|we are|we're) )?temporarily (?:offline|closed|down|unavailable))"
)
"""This site is closed for the moment."""

MAINTENANCE = re.compile(
    rf"{_SIGH}(?:(?:site|website|under|planerat|planlagt|scheduled|down for|closed for|nere för|im) ){{0,2}}{_WORK}|"
    r"(?:site )?under construction|wartungsmodus"
)
"""Maintenance, of what is not said: a city's notice may be called so too."""

OUT_OF_ORDER = re.compile(
    rf"{_SIGH}(?:planerat |planlagt |planmäßiger? )?(?:driftstopp|driftsstopp|driftavbrott|driftstörning(?:ar)?|"
    r"driftsstans|driftsforstyrrelser?|teknisk[at]? (?:störning(?:ar)?|problem)|technische (?:störung|probleme)|"
    r"tekniske (?:problemer|vanskeligheder)|tekninen (?:vika|häiriö)|käyttökatko|technical (?:difficulties|problems))"
)
"""Something does not work, of what is not said: a city tells of its water so."""

OF_THE_SITE = re.compile(
    r"webbplats|webbsida|hemsida|sajten|hjemmeside|nettsted|nettside|website|web ?site|webseite|internetseite|sivusto|"
    r"verkkosivu|försök igen|prøv igen|prøv igjen|versuchen sie es|try again|yritä (?:myöhemmin )?uudelleen"
)
"""Words by which it is the site that does not work."""

WAITING = re.compile(
    r"(?:laddar|läser in|vänta|indlæser|henter|vent|laster(?: inn)?|ladataan|odota|lädt|wird geladen|bitte warten|"
    r"loading|please wait|one moment)(?: (?:sidan|siden|sivua|seite|page|innehåll|indhold|innhold|content))?[\s.…]*|"
    r".{0,60}\b(?:enable|activate|turn on|aktivera|slå på|aktiver|aktivér|aktivieren|salli|ota)\b.{0,20}javascript.{0,80}|"
    r".{0,60}\bjavascript\b.{0,30}(?:enabled|aktiverat|påslaget|aktiveret|aktivert|aktiviert|aktivieren|käyttöön|"
    r"påkrævet|kreves|krävs|required|disabled|avstängt).{0,80}",
    re.IGNORECASE,
)
"""What a page says that a script has yet to fill: a whole block."""

SERVER_ERROR = re.compile(
    rf"{_SIGH}(?:{_ERROR}(?:50[0-9]|52[0-9])[\s:,–-]*)?(?:internal server error|bad gateway|"
    rf"service (?:temporarily )?unavailable|"
    r"gateway time-?out|server error(?: in '.{0,60}' application)?|runtime error|database error|"
    r"error establishing a database connection|web server is down|application error|an error (?:has )?occurred|"
    r"something went wrong|unexpected error|ett (?:tekniskt |oväntat )?fel (?:har )?(?:inträffat|uppstått|uppstod|"
    r"inträffade)|"
    r"tekniskt fel|något gick fel|der (?:er )?(?:opstod|opstået) en fejl|noget gik galt|det (?:oppsto|"
    r"har oppstått) en feil|"
    r"noe gikk galt|(?:tapahtui|on tapahtunut) virhe|jokin meni (?:vikaan|pieleen)|"
    r"(?:es ist )?ein (?:interner )?fehler(?: ist)? aufgetreten|interner serverfehler)"
    rf"|{_ERROR}(?:50[0-9]|52[0-9])"
)
"""The server says that it failed."""

REDIRECT = re.compile(
    r"(?:30[12378] )?(?:object moved|document moved|moved permanently|moved temporarily|found|see other|redirecting)"
)
"""The page is elsewhere, which a browser would have followed."""

WITHDRAWN = {
    "sv": "borttagen, borttaget, borttagna, raderad, raderat, avpublicerad, avpublicerat, tillbakadragen, tillbakadraget, "
    "indragen, indraget, utgår",
    "da": "slettet, fjernet, afpubliceret, trukket tilbage, tilbagetrukket",
    "no": "slettet, sletta, fjernet, fjerna, avpublisert, trukket, trukket tilbake, tilbaketrukket",
    "fi": "poistettu, poistettu julkaisusta, peruttu julkaisu",
    "de": "gelöscht, geloescht, entfernt, zurückgezogen, depubliziert, nicht mehr verfügbar",
    "en": "deleted, removed, withdrawn, retracted, unpublished, taken down, no longer available",
    "nl": "verwijderd, ingetrokken",
    "fr": "supprimé, supprimée, retiré, retirée",
    "es": "eliminado, eliminada, retirado, retirada",
    "pl": "usunięto, usunięty, usunięte, wycofano",
}
"""With what a publisher marks the title of a text that was taken down, by language, lower case."""
