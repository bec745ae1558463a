<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl_NL" sourcelanguage="en">
<context>
    <name>Veerkracht</name>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>A background, also under Advanced, is fetched from PDOK only when you choose it; when PDOK does not answer, the map is printed without it.</source>
        <translation>Een achtergrond, ook onder Geavanceerd, wordt alleen bij PDOK opgehaald als je ervoor kiest; antwoordt PDOK niet, dan wordt de kaart zonder afgedrukt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>A base year needs both its table and its year; fill in the one that is missing, or neither.</source>
        <translation>Bij een basisjaar horen een tabel én een jaar; vul in wat ontbreekt, of geen van beide.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>A buurt without a class has the class “geen”; the field reden says why.</source>
        <translation>Een buurt zonder klasse heeft de klasse “geen”; het veld reden zegt waarom.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>A double click zooms to the buurt.</source>
        <translation>Dubbelklikken zoomt naar de buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>A file such as catalogue.json in the plugin, with newer addresses and editions. It is checked before it is used.</source>
        <translation>Een bestand zoals catalogue.json in de plugin, met nieuwere adressen en edities. Het wordt gecontroleerd voordat het wordt gebruikt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>A folder that holds fieldwork already is refused, since there may be notes in it. Notes come back with “Bring notes back from the field”.</source>
        <translation>Een map waarin al veldwerk staat wordt geweigerd, want er kunnen notities in staan. Notities komen terug met “Notities uit het veld ophalen”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>A made-up gemeente with own stock, to try everything without a connection.</source>
        <translation>Een verzonnen gemeente met eigen bezit, om alles zonder verbinding te proberen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>A newer catalogue of publishers is in use: {version}.</source>
        <translation>Er is een nieuwere lijst van uitgevers in gebruik: {version}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>A note is known by its id. The newest state counts, older ones are kept in the table “eerdere_versies”. Two different states of one moment are both kept and marked as a conflict: open the right one, save it, and run again. A note that is gone from a device is not deleted.</source>
        <translation>Een notitie is te herkennen aan haar kenmerk. De nieuwste versie telt, oudere blijven bewaard in de tabel “eerdere_versies”. Twee verschillende versies van hetzelfde moment blijven allebei staan, met een conflict als merk: open de goede, sla haar op en voer het opnieuw uit. Een notitie die op een apparaat weg is, wordt niet verwijderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>A page holds the classes in words, a map with the surroundings, the position of each indicator against the gemeente and the reference with its year and uncertainty, the development, own stock, room for the story behind the figures, and what is missing and why.</source>
        <translation>Een pagina bevat de klassen in woorden, een kaart met de omgeving, de positie van elke indicator ten opzichte van de gemeente en de referentie met jaar en onzekerheid, de ontwikkeling, eigen bezit, ruimte voor het verhaal achter de cijfers, en wat er ontbreekt en waarom.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>A page lies or stands by the shape of its area, and carries its own legend with what each class holds (buurten, inwoners, own units), a scale bar, sources, the year of each indicator and the method.</source>
        <translation>Een pagina ligt of staat naar de vorm van het gebied, en heeft een eigen legenda met wat elke klasse bevat (buurten, inwoners, eigen eenheden), een schaalbalk, bronnen, het jaar van elke indicator en de methode.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>A plot and a list of the buurten appear here after “Make the Map”.</source>
        <translation>Na “Maak de kaart” staan hier een grafiek en een lijst van de buurten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>A score is a start for a conversation and no verdict.</source>
        <translation>Een score is een begin van een gesprek en geen oordeel.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>A shapefile holds texts of at most 254 characters; {layer} was cut in {fields}.</source>
        <translation>Een shapefile kent teksten van ten hoogste 254 tekens; {layer} is afgekapt in {fields}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>A shapefile keeps names of at most 10 characters, so these columns have a shorter one in {file}: {names}. A GeoPackage (.gpkg) keeps them whole.</source>
        <translation>Een shapefile bewaart namen van hoogstens 10 tekens, dus deze kolommen heten in {file} korter: {names}. Een GeoPackage (.gpkg) bewaart ze heel.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>A signal, not a verdict. An open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.</source>
        <translation>Een signaal, geen oordeel. Een open equivalent van de Aedes-veerkrachtkaarten, niet die kaarten zelf.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>A team that works in PostGIS gets the same tables with all styles in a schema of the database, under Advanced. They are replaced as a whole in one transaction; tables of others are never touched.</source>
        <translation>Een team dat in PostGIS werkt krijgt dezelfde tabellen met alle stijlen in een schema van de database, onder Geavanceerd. Ze worden in één transactie in hun geheel vervangen; tabellen van anderen blijven onaangeroerd.</translation>
    </message>
    <message>
        <source>A team that works in PostGIS gets the same tables with all styles in a schema of the database, under Advanced. They are replaced as a whole in one transaction; tables of others are never touched. Without a folder only the database is filled.</source>
        <translation type="vanished">Een team dat in PostGIS werkt krijgt dezelfde tabellen met alle stijlen in een schema van de database, onder Geavanceerd. Ze worden in één transactie in hun geheel vervangen; tabellen van anderen blijven onaangeroerd. Zonder map wordt alleen de database gevuld.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>A valid buurt code comes first; else the location decides. A point on a shared border goes to the lowest code (grens); outside every buurt is buiten, without a location zonder. Polygons count by a point on their surface.</source>
        <translation>Een geldige buurtcode gaat voor; anders beslist de locatie. Een punt op een gedeelde grens gaat naar de laagste code (grens); een punt buiten elke buurt heet buiten, een rij zonder locatie zonder. Polygonen tellen met een punt binnen de polygoon.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>A0 to A3 have room for notes. Title and logo are under Advanced.</source>
        <translation>A0 tot en met A3 hebben ruimte voor notities. Titel en logo staan onder Geavanceerd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>A3, a page for each buurt</source>
        <translation>A3, een blad per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>A4, a page for each buurt</source>
        <translation>A4, een blad per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Add to Processing History</source>
        <translation>Aan geschiedenis toevoegen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Added to the history of Processing.</source>
        <translation>Toegevoegd aan de geschiedenis van Processing.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Address of a newer catalogue of publishers, optional</source>
        <translation>Adres van een nieuwere lijst van uitgevers, optioneel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Addresses of own stock may be sent to PDOK Locatieserver</source>
        <translation>Adressen van eigen bezit mogen naar PDOK Locatieserver</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Addresses of Services</source>
        <translation>Adressen van diensten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Addresses of the BAG</source>
        <translation>Adressen uit de BAG</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Addresses of the BAG (file or layer)</source>
        <translation>Adressen uit de BAG (bestand of laag)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Addresses of the BAG, for a list without coordinates</source>
        <translation>Adressen uit de BAG, voor een lijst zonder coördinaten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Adds the classes of a member's download of the Aedes veerkrachtkaarten to the buurt layer, and says how far they agree with ours.</source>
        <translation>Zet de klassen uit de download van een lid van Aedes (de veerkrachtkaarten) bij de buurtlaag, en zegt hoe ver ze met de onze overeenkomen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Aedes: the download of a member, or the field ae_klasse of a layer that has it already.</source>
        <translation>Aedes: de download van een lid, of het veld ae_klasse van een laag die het al heeft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Agreement with Aedes</source>
        <translation>Overeenkomst met Aedes</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Agreement: the cross table of classes. Where the classes of Aedes are ours one to one, also the percentage that agrees and Cohen's kappa (1 is equal, 0 is what chance would give).</source>
        <translation>Overeenkomst: de kruistabel van klassen. Zijn de klassen van Aedes één op één de onze, dan ook het percentage dat overeenkomt en de kappa van Cohen (1 is gelijk, 0 is wat toeval zou geven).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/widgets.py"/>
        <source>All files</source>
        <translation>Alle bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>An expression for the rows that count.</source>
        <translation>Een expressie voor de rijen die meetellen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Area</source>
        <translation>Gebied</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Areas side by side</source>
        <translation>Gebieden naast elkaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>As Processing Command</source>
        <translation>Als Processing-opdracht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>As Processing Command…</source>
        <translation>Als Processing-opdracht…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>As QGIS</source>
        <translation>Zoals QGIS</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>As the products of the plugin</source>
        <translation>Zoals de producten van de plugin</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Ask PDOK for what is not found</source>
        <translation>Vraag PDOK naar wat niet gevonden is</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Ask PDOK Locatieserver for what is not found</source>
        <translation>Vraag PDOK Locatieserver naar wat niet gevonden is</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Asks CBS for the names of all gemeenten, so that you can choose while you type.</source>
        <translation>Vraagt het CBS naar de namen van alle gemeenten, zodat je tijdens het typen kunt kiezen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Asks CBS, PDOK and the Leefbaarometer which editions are out.</source>
        <translation>Vraagt CBS, PDOK en de Leefbaarometer welke edities er zijn.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Associations</source>
        <translation>Samenhang</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>At most once a day, in the background, while the panel is open. Nothing of yours is sent.</source>
        <translation>Hooguit één keer per dag, op de achtergrond, terwijl het paneel open is. Er wordt niets van jou verstuurd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Audience</source>
        <translation>Publiek</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Audience extern leaves out complexes and places of own stock, and does not count areas with few own units: fewer than five, or the number in the settings.</source>
        <translation>Doelgroep extern laat complexen en plaatsen van eigen bezit weg, en telt gebieden met weinig eigen eenheden niet mee: minder dan vijf, of het aantal uit de instellingen.</translation>
    </message>
    <message>
        <source>Audience extern leaves out complexes and places of own stock, and does not count areas with fewer than five own units.</source>
        <translation type="vanished">Publiek extern laat complexen en plaatsen van eigen bezit weg, en telt gebieden met minder dan vijf eigen eenheden niet mee.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Audience extern leaves out properties, layers that the plugin does not know, ids, columns of your own, and buurten and complexes with few own units; where a total would give a small number away, a larger one goes as well. The finished files are opened again and checked.</source>
        <translation>Voor extern blijven weg: woningen, lagen die de plugin niet kent, nummers, eigen kolommen, en buurten en complexen met weinig eigen eenheden; waar een optelling een klein aantal zou verraden, blijft ook een groter weg. De bestanden worden als ze af zijn opnieuw geopend en nagekeken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Authentication for the address</source>
        <translation>Authenticatie voor het adres</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Background</source>
        <translation>Achtergrond</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Base year</source>
        <translation>Basisjaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Base year of the Leefbaarometer</source>
        <translation>Basisjaar van de Leefbaarometer</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Base year, for the change</source>
        <translation>Basisjaar, voor de verandering</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Base year: a second KWB table for the change. Polygons of the base year make it possible to see which buurten are the same place; without them and without border flags for every year between, a buurt counts as not comparable and gets no change.</source>
        <translation>Basisjaar: een tweede KWB-tabel voor de verandering. Aan de polygonen van het basisjaar is te zien welke buurten dezelfde plek zijn; zonder die polygonen, en zonder de indelingswijziging van elk jaar ertussen, telt een buurt als niet vergelijkbaar en krijgt ze geen verandering.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Beside these come the nuisance and crimes that the police registered, per 1000 residents: fresher, and in no class. When the police cannot be reached the layer comes without them, and says so.</source>
        <translation>Daarnaast komen de overlast en misdrijven die de politie registreerde, per 1000 inwoners: recenter, en in geen klasse. Zijn de politiecijfers niet bereikbaar, dan komt de laag zonder, en wordt dat gezegd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Both known areas and a field for them are given. Give one of the two.</source>
        <translation>Zowel bekende gebieden als een veld daarvoor zijn gegeven. Geef één van de twee.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Bring notes back from the field</source>
        <translation>Notities uit het veld ophalen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/boundaries.py"/>
        <source>Bringing {column} to the new borders changed its total from {before} to {after}; nothing was written. Check the address weights for double buurten.</source>
        <translation>Bij het omzetten van {column} naar de nieuwe grenzen veranderde het totaal van {before} in {after}; er is niets geschreven. Kijk of buurten dubbel in de adresgewichten staan.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Brings the notes of several devices together in one file, without losing any.</source>
        <translation>Brengt de notities van meer apparaten samen in één bestand, zonder er een te verliezen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>BRT Achtergrondkaart in grey, fetched from PDOK</source>
        <translation>BRT Achtergrondkaart in grijs, opgehaald bij PDOK</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Built-in example</source>
        <translation>Ingebouwd voorbeeld</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Buurt</source>
        <translation>Buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Buurt layer</source>
        <translation>Buurtlaag</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Buurt layer from files</source>
        <translation>Buurtlaag uit bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Buurt layer of the country, for its residents</source>
        <translation>Buurtlaag van het land, voor de inwoners</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Buurt layer with Aedes classes</source>
        <translation>Buurtlaag met Aedes-klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Buurt layers of other years, for their indicators</source>
        <translation>Buurtlagen van andere jaren, voor hun indicatoren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Buurten through the years</source>
        <translation>Buurten door de jaren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Buurten with own stock</source>
        <translation>Buurten met eigen bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>By its name {where} is the table of {named} and not of {year}. Set the year to match, choose the table of {year}, or give the file another name.</source>
        <translation>Naar zijn naam is {where} de tabel van {named} en niet van {year}. Stel het jaar daarop in, kies de tabel van {year}, of geef het bestand een andere naam.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Cancel</source>
        <translation>Annuleren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Cancelled; nothing was changed.</source>
        <translation>Geannuleerd; er is niets veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Cancelled; nothing was written.</source>
        <translation>Geannuleerd; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>CBS has a new edition: {year} ({table}).</source>
        <translation>Het CBS heeft een nieuwe editie: {year} ({table}).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>CBS has a new edition: {year} ({table}); PDOK has no borders of that year yet.</source>
        <translation>Het CBS heeft een nieuwe editie: {year} ({table}); PDOK heeft de grenzen van dat jaar nog niet.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>CBS has no edition with residents and borders. Try again later, or use files.</source>
        <translation>CBS heeft geen editie met inwoners en grenzen. Probeer het later opnieuw, of gebruik bestanden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>CBS has no figures of {year} for {gemeenten}. Choose another year.</source>
        <translation>CBS heeft geen cijfers van {year} voor {gemeenten}. Kies een ander jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>CBS has no Kerncijfers wijken en buurten of {year}. Choose a year from {first} to {last}.</source>
        <translation>CBS heeft geen Kerncijfers wijken en buurten van {year}. Kies een jaar van {first} tot en met {last}.</translation>
    </message>
    <message>
        <source>CBS may be asked whether newer figures are out</source>
        <translation type="vanished">Aan het CBS mag worden gevraagd of er nieuwere cijfers zijn</translation>
    </message>
    <message>
        <source>CBS table {table} ({year}) could not be had, neither in the old nor in the new form of StatLine. Use a file.</source>
        <translation type="vanished">CBS-tabel {table} ({year}) was niet te krijgen, in de oude noch in de nieuwe vorm van StatLine. Gebruik een bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/statline.py"/>
        <source>CBS table {table} ({year}) holds no figures for {gemeenten}. The gemeente may have another code in that year.</source>
        <translation>CBS-tabel {table} ({year}) bevat geen cijfers voor {gemeenten}. Misschien heeft de gemeente in dat jaar een andere code.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/statline.py"/>
        <source>CBS table {table} came short: {n} of the {all} regions are missing ({codes}). Try again later; nothing was written.</source>
        <translation>CBS-tabel {table} kwam niet compleet binnen: {n} van de {all} gebieden ontbreken ({codes}). Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/statline.py"/>
        <source>CBS table {table} repeats its pages without end. Try again later; nothing was written.</source>
        <translation>CBS-tabel {table} herhaalt haar pagina's zonder eind. Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>CBS, PDOK and the Leefbaarometer may be asked for newer figures</source>
        <translation>Aan CBS, PDOK en de Leefbaarometer mag naar nieuwere cijfers worden gevraagd</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Change</source>
        <translation>Verandering</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Change an address only when a service has moved. Empty means the default.</source>
        <translation>Verander een adres alleen als een dienst is verhuisd. Leeg betekent de standaard.</translation>
    </message>
    <message>
        <source>Change of kwetsbaarheid {change}, uncertain by {doubt}</source>
        <translation type="vanished">Verandering van kwetsbaarheid {change}, onzekerheid {doubt}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Changed notes</source>
        <translation>Gewijzigde notities</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Choose a base year before the target year under Data.</source>
        <translation>Kies bij Gegevens een basisjaar vóór het doeljaar.</translation>
    </message>
    <message>
        <source>Choose a folder for the files, or a database.</source>
        <translation type="vanished">Kies een map voor de bestanden, of een database.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Choose a folder for the files.</source>
        <translation>Kies een map voor de bestanden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Choose a layer with codes such as GM0917 or BU09170000.</source>
        <translation>Kies een laag met codes als GM0917 of BU09170000.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Choose at least one layer to share.</source>
        <translation>Kies minstens één laag om te delen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Choose the base year under Data: the year of the second file with figures.</source>
        <translation>Kies bij Gegevens het basisjaar: het jaar van het tweede bestand met cijfers.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Choose the file with figures of the base year under Data, or choose no base year.</source>
        <translation>Kies bij Gegevens het bestand met cijfers van het basisjaar, of kies geen basisjaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Choose the file with polygons and the file with figures under Data first.</source>
        <translation>Kies eerst bij Gegevens het bestand met polygonen en het bestand met cijfers.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Choose the table Kerncijfers wijken en buurten of the target year.</source>
        <translation>Kies de tabel Kerncijfers wijken en buurten van het doeljaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Choose the target year under Data: the year of the file with figures.</source>
        <translation>Kies bij Gegevens het doeljaar: het jaar van het bestand met cijfers.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Choose your list of homes as it comes from Excel or the ERP, or leave this empty for a map without own stock.</source>
        <translation>Kies je lijst met woningen zoals die uit Excel of het ERP komt, of laat dit leeg voor een kaart zonder eigen bezit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Class codes on the map and lines in some classes survive grey printing.</source>
        <translation>Klassencodes op de kaart en lijnen in sommige klassen blijven leesbaar in grijsdruk.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="vanished">Klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Classes by area</source>
        <translation>Klassen per gebied</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Classified buurt layer</source>
        <translation>Geclassificeerde buurtlaag</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Classified buurten</source>
        <translation>Buurten met klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Classify resilience</source>
        <translation>Veerkracht classificeren</translation>
    </message>
    <message>
        <source>Classify…</source>
        <translation type="vanished">Classificeren…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Click a point to select its buurt; Ctrl adds one. The arrow keys go from one to the next.</source>
        <translation>Klik op een punt om de buurt te selecteren; met Ctrl komt er een bij. De pijltjestoetsen gaan van de ene naar de volgende.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>CODE_FIELD: column “{column}” of {where} holds no buurt codes such as BU03630000 and no names of buurten of this layer (seen: {examples}). Choose another column.</source>
        <translation>CODE_FIELD: kolom “{column}” van {where} heeft geen buurtcodes zoals BU03630000 en geen namen van buurten uit deze laag (gezien: {examples}). Kies een andere kolom.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Collect Notes…</source>
        <translation>Notities ophalen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Collected notes (extended, never replaced)</source>
        <translation>Verzamelde notities (aangevuld, nooit vervangen)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Collected notes: the file that they are added to; the “notities.gpkg” of the folder in the office, or a new one. It is extended and never replaced. Photos are copied into the folder beside it.</source>
        <translation>Verzamelde notities: het bestand waar ze bij komen; de “notities.gpkg” van de map op kantoor, of een nieuw bestand. Het wordt aangevuld en nooit vervangen. Foto's komen in de map ernaast.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Colours: {map}.</source>
        <translation>Kleuren: {map}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Column of own stock with the complex</source>
        <translation>Kolom van eigen bezit met het complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Column of own stock with the same key</source>
        <translation>Kolom van eigen bezit met dezelfde sleutel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the BAG id</source>
        <translation>Kolom met het BAG-id</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Column with the buurt code (or name)</source>
        <translation>Kolom met de buurtcode (of -naam)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Column with the class</source>
        <translation>Kolom met de klasse</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the complex</source>
        <translation>Kolom met het complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Column with the complex in the table</source>
        <translation>Kolom met het complex in de tabel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Column with the date</source>
        <translation>Kolom met de datum</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Column with the home or complex</source>
        <translation>Kolom met de woning of het complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the house number</source>
        <translation>Kolom met het huisnummer</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the id of the unit</source>
        <translation>Kolom met het nummer van de eenheid</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Column with the kind</source>
        <translation>Kolom met de soort</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the number of units</source>
        <translation>Kolom met het aantal eenheden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with the postcode</source>
        <translation>Kolom met de postcode</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with x, or longitude</source>
        <translation>Kolom met x, of lengtegraad</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Column with y, or latitude</source>
        <translation>Kolom met y, of breedtegraad</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>Column “{column}” of {where} holds {n} different values, too many for classes (seen: {examples}). Choose the column with the class in CLASS_FIELD.</source>
        <translation>Kolom “{column}” van {where} heeft {n} verschillende waarden, te veel voor klassen (gezien: {examples}). Kies de kolom met de klasse bij CLASS_FIELD.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds {value} in row {row}, but it counts, so decimals cannot be right there. Is it another column?</source>
        <translation>Kolom “{column}” van {where} bevat {value} in rij {row}, maar is een telling, dus decimalen kunnen daar niet kloppen. Is het een andere kolom?</translation>
    </message>
    <message>
        <source>Column “{column}” of {where} holds {value} in row {row}, but it counts, so decimals cannot be right there. Is the point a thousands separator, or is it another column?</source>
        <translation type="vanished">Kolom “{column}” van {where} bevat {value} in rij {row}, maar het is een aantal, dus decimalen kunnen daar niet kloppen. Is de punt een scheidingsteken voor duizendtallen, of is het een andere kolom?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds {value} in row {row}, which is more than can be counted there. Mend it or empty the cell.</source>
        <translation>Kolom “{column}” van {where} heeft {value} in rij {row}; dat is meer dan er te tellen valt. Verbeter het of maak de cel leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds {value} in row {row}; a figure below {lowest} cannot be right there.</source>
        <translation>Kolom “{column}” van {where} bevat {value} in rij {row}; een getal onder {lowest} kan daar niet kloppen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/signals.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a date. Write 1-7-2027, 2027-07-01 or 20270701, or empty the cell.</source>
        <translation>Kolom “{column}” van {where} bevat “{value}” in rij {row}, en dat is geen datum. Schrijf 1-7-2027, 2027-07-01 of 20270701, of maak de cel leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a number. Mend it or empty the cell.</source>
        <translation>Kolom “{column}” van {where} bevat “{value}” in rij {row}, en dat is geen getal. Verbeter het of maak de cel leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a year or a date. Write 2027, 1-7-2027 or 2027-07-01, or empty the cell.</source>
        <translation>Kolom “{column}” van {where} bevat “{value}” in rij {row}, en dat is geen jaar of datum. Schrijf 2027, 1-7-2027 of 2027-07-01, of maak de cel leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a year. Mend it or drop the row.</source>
        <translation>Kolom “{column}” van {where} bevat “{value}” in rij {row}, en dat is geen jaar. Verbeter het of verwijder de rij.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not an energy label (A+++++ to G). Mend it or empty the cell.</source>
        <translation>Kolom “{column}” van {where} bevat “{value}” in rij {row}, en dat is geen energielabel (A+++++ tot en met G). Verbeter het of maak de cel leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>Column “{column}” of {where} is empty. Choose the column with the class in CLASS_FIELD.</source>
        <translation>Kolom “{column}” van {where} is leeg. Kies de kolom met de klasse bij CLASS_FIELD.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Columns</source>
        <translation>Kolommen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Columns about tenants and incomes are left out of the result.</source>
        <translation>Kolommen over huurders en inkomens komen niet in het resultaat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>command</source>
        <translation>opdracht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Compare Areas…</source>
        <translation>Gebieden vergelijken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Compare wijken or gemeenten</source>
        <translation>Wijken of gemeenten vergelijken</translation>
    </message>
    <message>
        <source>Compare Wijken or Gemeenten…</source>
        <translation type="vanished">Wijken of gemeenten vergelijken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Complexes</source>
        <translation>Complexen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Complexes in order</source>
        <translation>Complexen op volgorde</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Complexes: the output of “Own stock on the map”. Own columns (energy label, year of construction, costs, reports) stand in that layer or in a table of complexes or homes beside it.</source>
        <translation>Complexen: de uitvoer van “Eigen bezit op de kaart”. Eigen kolommen (energielabel, bouwjaar, kosten, meldingen) staan in die laag of in een tabel van complexen of woningen ernaast.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Complexes: units, the share of units in focus class C3 and in buurten under pressure, and the class that holds most units. By buurt: own units and their share of all dwellings.</source>
        <translation>Complexen: eenheden, het aandeel eenheden in focusklasse C3 en in buurten onder druk, en de klasse met de meeste eenheden. Per buurt: eigen eenheden en hun aandeel in alle woningen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Composition beside resilience</source>
        <translation>Samenstelling naast veerkracht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Computed anew, {n} buurten have another class than in the layer. Give the weights, floor and reference that it was classified with.</source>
        <translation>Opnieuw berekend hebben {n} buurten een andere klasse dan in de laag. Geef de gewichten, ondergrens en referentie waarmee de laag is geclassificeerd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Computes kwetsbaarheid, its change and the nine classes of a buurt layer, and styles the nine maps.</source>
        <translation>Berekent de kwetsbaarheid, haar verandering en de negen klassen van een buurtlaag, en maakt de negen kaarten op.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Computing the classes</source>
        <translation>Klassen berekenen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Connection to PostGIS, to put the tables and styles there as well</source>
        <translation>Verbinding met PostGIS, om de tabellen en stijlen ook daar neer te zetten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Conversation sheets on paper</source>
        <translation>Gespreksbladen op papier</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Copied.</source>
        <translation>Gekopieerd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Copy</source>
        <translation>Kopiëren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Copy this text</source>
        <translation>Kopieer deze tekst</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Count rows that are the same in all columns each</source>
        <translation>Rijen die in alle kolommen gelijk zijn elk tellen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Counts own registrations, such as reports of nuisance, arrears, vacancy and moves, per buurt and complex, and per 100 units and year.</source>
        <translation>Telt eigen registraties, zoals overlastmeldingen, huurachterstanden, leegstand en mutaties, per buurt en complex, en per 100 eenheden per jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>CSV for Excel (NL)</source>
        <translation>CSV voor Excel (NL)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Data</source>
        <translation>Gegevens</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Details in the log panel</source>
        <translation>Details in het logpaneel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Development through the years</source>
        <translation>Ontwikkeling door de jaren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Dismiss</source>
        <translation>Sluiten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>Does what is missing: figures, classes, own stock and the styled map.</source>
        <translation>Doet wat ontbreekt: cijfers, klassen, eigen bezit en de opgemaakte kaart.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Download buurt layer</source>
        <translation>Buurtlaag downloaden</translation>
    </message>
    <message>
        <source>Download Figures…</source>
        <translation type="vanished">Cijfers downloaden…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Download of a member of Aedes</source>
        <translation>Download van een lid van Aedes</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Download of a member of Aedes (file, layer or https address)</source>
        <translation>Download van een lid van Aedes (bestand, laag of https-adres)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Download of a member of Aedes, optional</source>
        <translation>Download van een lid van Aedes, niet verplicht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Download open data</source>
        <translation>Open data downloaden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Downloaded Files</source>
        <translation>Opgehaalde bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Downloading the figures</source>
        <translation>Cijfers downloaden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Each column is put on one scale by its rank among the complexes, and the score is the weighted mean, from 0 to 100. A value that is missing never counts as 0: the other weights share its place, the field ontbreekt names it, and below half of all weight there is no score.</source>
        <translation>Elke kolom komt op één schaal door de rangorde onder de complexen, en de score is het gewogen gemiddelde, van 0 tot 100. Een waarde die ontbreekt telt nooit als 0: de andere gewichten delen haar plaats, het veld ontbreekt noemt haar, en onder de helft van het gewicht is er geen score.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Each page is a file of its own; its name says map, place and year. Files of the same name in the folder are replaced, all together or not at all.</source>
        <translation>Elke pagina is een eigen bestand; de naam noemt kaart, plaats en jaar. Bestanden met dezelfde naam in de map worden vervangen, allemaal of geen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Each picture stays until the next measurement</source>
        <translation>Elk beeld blijft tot de volgende meting</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>Each step can then be opened and run again from Processing › History.</source>
        <translation>Elke stap kun je daarna openen en opnieuw uitvoeren via Processing › Geschiedenis.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Empty</source>
        <translation>Leegmaken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Empty the folder of downloaded files</source>
        <translation>De map met opgehaalde bestanden leegmaken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Every buurt of the layer lies in the known areas of {source}, so there is nothing to hold them against. Take a layer with more buurten.</source>
        <translation>Elke buurt van de laag ligt in de bekende gebieden van {source}, dus er is niets om ze naast te zetten. Neem een laag met meer buurten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Every indicator is of the newest year in which at least 80 % of the buurten with 100 residents or more have a figure; the verantwoording and the layer's metadata name the year of each.</source>
        <translation>Elke indicator is van het nieuwste jaar waarin minstens 80 % van de buurten met 100 of meer inwoners een cijfer heeft; de verantwoording en de metadata van de laag noemen van elk het jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Everything is rolled up from counts: residents and own units are added up, rates are made from their numerators and denominators, and scores are means weighted by residents, over the buurten at or above the floor. Ranks share a place where values are equal.</source>
        <translation>Alles komt uit aantallen: inwoners en eigen eenheden zijn opgeteld, percentages zijn gemaakt uit teller en noemer, en scores zijn gemiddelden met inwoners als gewicht, over de buurten vanaf de ondergrens. Gelijke waarden delen een rang.</translation>
    </message>
    <message>
        <source>Example Voorbeeldstad</source>
        <translation type="vanished">Voorbeeld Voorbeeldstad</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Excel (XLSX)</source>
        <translation>Excel (XLSX)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Extent (default: all buurten)</source>
        <translation>Gebied (anders: alle buurten)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>EXTENT is no extent. Draw one on the map, or leave it empty for all buurten.</source>
        <translation>EXTENT is geen gebied. Teken er een op de kaart, of laat het leeg voor alle buurten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Extent: only the buurten that touch it. Own stock and addresses are never in it.</source>
        <translation>Gebied: alleen de buurten die het raken. Eigen bezit en adressen gaan nooit mee.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Extern: without addresses, ids, own columns and small numbers</source>
        <translation>Extern: zonder adressen, nummers, eigen kolommen en kleine aantallen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Extern: without complexes, places and small numbers</source>
        <translation>Extern: zonder complexen, plaatsen en kleine aantallen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Factsheets</source>
        <translation>Factsheets</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Fetch everything anew</source>
        <translation>Alles opnieuw ophalen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Fetch List of Gemeenten</source>
        <translation>Gemeenten ophalen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>fetched {day}</source>
        <translation>opgehaald {day}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Fetches the figures of gemeenten and makes the nine maps of them.</source>
        <translation>Haalt de cijfers van gemeenten op en maakt er de negen kaarten van.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Fetching the list of gemeenten…</source>
        <translation>De lijst met gemeenten wordt opgehaald…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Field with the buurt code</source>
        <translation>Veld met de buurtcode</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Field with the complex</source>
        <translation>Veld met het complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Field with the group</source>
        <translation>Veld met de groep</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Field with the number of units</source>
        <translation>Veld met het aantal eenheden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Fieldwork: notes and conversations</source>
        <translation>Veldwerk: notities en gesprekken</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation type="vanished">Cijfers</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Figures of an earlier year are re-allocated over borders that moved when there is a folder with CBS' pc6-huisnummer files of both years, as they were downloaded; without them such buurten have no change.</source>
        <translation>Cijfers van een eerder jaar worden over verschoven grenzen herverdeeld als er een map is met de pc6-huisnummerbestanden van het CBS van beide jaren, zoals gedownload; zonder die bestanden hebben zulke buurten geen verandering.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Figures of different gemeenten are comparable only when they were classified together or against the same reference.</source>
        <translation>Cijfers van verschillende gemeenten zijn alleen te vergelijken als ze samen of tegen dezelfde referentie zijn geclassificeerd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Figures of your own in the buurt layer</source>
        <translation>Eigen cijfers in de buurtlaag</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Figures of {year} are available; this map is of {shown}.</source>
        <translation>Cijfers {year} zijn beschikbaar; deze kaart is van {shown}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>File: CSV, XLSX, XLS, ODS, a VERA export in JSON, or any layer. The file is never changed, every column is read as text, and the same number of rows comes out in the same order.</source>
        <translation>Bestand: CSV, XLSX, XLS, ODS, een VERA-export in JSON, of een laag. Het bestand wordt nooit gewijzigd, elke kolom wordt als tekst gelezen, en er komen evenveel rijen uit, in dezelfde volgorde.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Files cannot be written in {folder}. Save the project in another folder, or choose one.</source>
        <translation>In {folder} kunnen geen bestanden worden geschreven. Sla het project in een andere map op, of kies een map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Files of the same name in the folder are replaced, all together or not at all.</source>
        <translation>Bestanden met dezelfde naam in de map worden vervangen, allemaal of geen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Fill in the target year, the year of the table with figures.</source>
        <translation>Vul het doeljaar in, het jaar van de tabel met cijfers.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Film: open the temporal controller, set it to the range of the layer with a step of one year, and play. Years without a measurement have no picture, unless each picture stays until the next one.</source>
        <translation>Film: open de tijdbesturing van QGIS, stel die in op het bereik van de laag met een stap van één jaar, en speel af. Jaren zonder meting hebben geen beeld, tenzij elk beeld blijft tot het volgende.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Filter, for instance only dwellings</source>
        <translation>Filter, bijvoorbeeld alleen woningen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Filter: an expression for the rows that count, for instance only dwellings in exploitation. It is named in the verantwoording.</source>
        <translation>Filter: een expressie voor de rijen die meetellen, bijvoorbeeld alleen woningen in exploitatie. Het filter staat in de verantwoording.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>First day of the period (1-1-2024)</source>
        <translation>Eerste dag van de periode (1-1-2024)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Floor of residents</source>
        <translation>Ondergrens inwoners</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Floor of residents for the figures of the police</source>
        <translation>Ondergrens van inwoners voor de cijfers van de politie</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Floor that the classification was given</source>
        <translation>Ondergrens die de classificatie kreeg</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Floor: buurten with fewer residents get no class and do not count in any mean.</source>
        <translation>Ondergrens: buurten met minder inwoners krijgen geen klasse en tellen in geen enkel gemiddelde mee.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Folder</source>
        <translation>Map</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Folder for colleagues</source>
        <translation>Map voor collega's</translation>
    </message>
    <message>
        <source>Folder for Colleagues…</source>
        <translation type="vanished">Map voor collega’s…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Folder for downloaded files</source>
        <translation>Map voor opgehaalde bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>Folder for the layers, as the project is not saved yet</source>
        <translation>Map voor de lagen, want het project is nog niet opgeslagen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Folder with pc6-huisnummer files of CBS, optional</source>
        <translation>Map met pc6-huisnummerbestanden van het CBS, optioneel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Folder with pc6-huisnummer files of CBS, to re-allocate figures over moved borders</source>
        <translation>Map met pc6-huisnummerbestanden van het CBS, om cijfers over verschoven grenzen te herverdelen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Folder, empty for the QGIS profile</source>
        <translation>Map, leeg voor het QGIS-profiel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Format</source>
        <translation>Formaat</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Formats</source>
        <translation>Formaten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Found {names}</source>
        <translation>Gevonden: {names}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Found {names} in {layer}, which does not cover all that the map shows; PDOK could not complete it. See whether a gemeente is missing.</source>
        <translation>Gevonden: {names}, in {layer}. Die laag bedekt niet alles wat de kaart toont, en PDOK kon dat niet aanvullen. Kijk na of er een gemeente ontbreekt.</translation>
    </message>
    <message>
        <source>From open figures to a map of your own homes, in three steps.</source>
        <translation type="vanished">Van open cijfers naar een kaart van je eigen woningen, in drie stappen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Further with This Map</source>
        <translation>Verder met deze kaart</translation>
    </message>
    <message>
        <source>Gemeente</source>
        <translation type="vanished">Gemeente</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Gemeenten</source>
        <translation>Gemeenten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Gemeenten (names or codes; empty = the whole country)</source>
        <translation>Gemeenten (namen of codes; leeg = heel Nederland)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Gemeenten in a layer</source>
        <translation>Gemeenten in een laag</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Gemeenten: names or codes, separated by commas. Empty means the whole country.</source>
        <translation>Gemeenten: namen of codes, met komma's ertussen. Leeg betekent heel Nederland.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>GEOCODE sends addresses of your homes (postcode and house number, or street, number and town) to {service}, so they leave this computer. If you agree, set “{setting}” to true (Settings › Options › Advanced) and run again.</source>
        <translation>GEOCODE stuurt adressen van je woningen (postcode en huisnummer, of straat, nummer en plaats) naar {service}; ze verlaten dus deze computer. Stem je in, zet dan “{setting}” op true (Extra › Opties › Geavanceerd) en draai opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>GeoJSON (WGS84)</source>
        <translation>GeoJSON (WGS84)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Geometry of a complex</source>
        <translation>Geometrie van een complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>GeoPackage and QGIS project</source>
        <translation>GeoPackage en QGIS-project</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Gives every property its buurt and its classes, and counts own units per complex and per buurt.</source>
        <translation>Geeft elk object zijn buurt en klassen, en telt eigen eenheden per complex en per buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Goes Together…</source>
        <translation>Wat hangt samen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Grid of the corners in metres (empty: 25 from 3,000 buurten on, else as they are)</source>
        <translation>Raster van de hoekpunten in meters (leeg: 25 vanaf 3.000 buurten, anders zoals ze zijn)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Group by a field of your own instead</source>
        <translation>In plaats daarvan groeperen op een eigen veld</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Group by: a field of the buurt layer such as rayon, regio or werkgebied, instead of wijk or gemeente.</source>
        <translation>Groeperen: een veld van de buurtlaag zoals rayon, regio of werkgebied, in plaats van wijk of gemeente.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Group: any column, such as the rayon or the manager; the verantwoording then counts the units of each group per class.</source>
        <translation>Groep: een kolom naar keuze, zoals de rayon of de beheerder; de verantwoording telt dan de eenheden van elke groep per klasse.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>History</source>
        <translation>Geschiedenis</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>How Firm Is It…</source>
        <translation>Hoe stevig is het beeld…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>How much both changed since the base year.</source>
        <translation>Hoeveel beide veranderden sinds het basisjaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/reporting.py"/>
        <source>HTML files</source>
        <translation>HTML-bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Indicators of the CBS stand in the rows of the years that the buurt layer has them for, and of further buurt layers, where the borders of the buurt are the same. The field breuk says where a line cannot be read on: borders that moved, a definition that changed.</source>
        <translation>Indicatoren van het CBS staan in de rijen van de jaren waarvoor de buurtlaag ze heeft, en van andere buurtlagen, waar de grenzen van de buurt dezelfde zijn. Het veld breuk zegt waar een lijn niet doorloopt: verlegde grenzen, een andere definitie.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Intern: everything that is in the layers</source>
        <translation>Intern: alles wat in de lagen staat</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Intern: with complexes and all own stock</source>
        <translation>Intern: met complexen en al het eigen bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>It is about buurten and not about people, and going together is no cause. The report says so too.</source>
        <translation>Het gaat over buurten en niet over mensen, en samengaan is geen oorzaak. Het rapport zegt dat ook.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>It is not clear which column of {where} holds the class. Choose it in CLASS_FIELD; the columns are {columns}.</source>
        <translation>Het is niet duidelijk welke kolom van {where} de klasse is. Kies die bij CLASS_FIELD; de kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Its classes are set beside ours. The figures stay on this computer.</source>
        <translation>De klassen komen naast de onze te staan. De cijfers blijven op deze computer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Keep Dwellings Only</source>
        <translation>Alleen woningen houden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Kerncijfers wijken en buurten with composition</source>
        <translation>Kerncijfers wijken en buurten met samenstelling</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Kerncijfers wijken en buurten, base year</source>
        <translation>Kerncijfers wijken en buurten, basisjaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Kerncijfers wijken en buurten, target year</source>
        <translation>Kerncijfers wijken en buurten, doeljaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Kerncijfers: a KWB table adds age, households, tenure, kind of dwelling, WOZ, urbanity, income and work. Columns on migration background are never used.</source>
        <translation>Kerncijfers: een KWB-tabel voegt leeftijd, huishoudens, eigendom, woningtype, WOZ, stedelijkheid, inkomen en werk toe. Kolommen over migratieachtergrond worden nooit gebruikt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Known areas: polygons, or a table of buurt or wijk codes</source>
        <translation>Bekende gebieden: polygonen, of een tabel met buurt- of wijkcodes</translation>
    </message>
    <message>
        <source>Known areas: polygons, or a table of buurt or wijk codes, of areas that are known apart from these figures to face a lot, such as those of the NPLV. The plugin does not hold that list. Or a field of the buurt layer that says which buurten lie in them.</source>
        <translation type="vanished">Bekende gebieden: polygonen, of een tabel met buurt- of wijkcodes, van gebieden waarvan buiten deze cijfers om bekend is dat er veel speelt, zoals die van het NPLV. De plugin heeft die lijst niet. Of een veld van de buurtlaag dat zegt welke buurten erin liggen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Known areas: polygons, or a table of buurt or wijk codes, of areas that are known apart from these figures to face a lot. Or a field of the buurt layer that says which buurten lie in them. Without either, the areas of the NPLV count whose name is that of whole wijken; the programme publishes no borders, so your own list goes before it.</source>
        <translation>Bekende gebieden: polygonen, of een tabel met buurt- of wijkcodes, van gebieden waarvan buiten deze cijfers om bekend is dat er veel speelt. Of een veld van de buurtlaag dat zegt welke buurten erin liggen. Zonder die tellen de gebieden van het NPLV waarvan de naam die van hele wijken is; het programma geeft geen grenzen, dus een eigen lijst gaat voor.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Known: editions {first} to {last} of CBS, Leefbaarometer {liveability}.</source>
        <translation>Bekend: edities {first} tot en met {last} van het CBS, Leefbaarometer {liveability}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>KWB: Kerncijfers wijken en buurten as a StatLine CSV (keys or titles), a kwb-20xx spreadsheet or a CBS/PDOK GeoPackage. Columns are found by their names in any edition.</source>
        <translation>KWB: Kerncijfers wijken en buurten als CSV van StatLine (sleutels of titels), als spreadsheet kwb-20xx of als GeoPackage van CBS of PDOK. Kolommen worden in elke editie op naam gevonden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Kwetsbaarheid</source>
        <translation>Kwetsbaarheid</translation>
    </message>
    <message>
        <source>Kwetsbaarheid, overlast and their change, as nine maps on one layer.</source>
        <translation type="vanished">Kwetsbaarheid, overlast en hun verandering, als negen kaarten op één laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Language</source>
        <translation>Taal</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Language of legends and products</source>
        <translation>Taal van legenda’s en producten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Larger points: more own units.</source>
        <translation>Grotere punten: meer eigen eenheden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Last day of the period (31-12-2024)</source>
        <translation>Laatste dag van de periode (31-12-2024)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Layer definition</source>
        <translation>Laagdefinitie</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Layer with codes of gemeenten or buurten</source>
        <translation>Laag met codes van gemeenten of buurten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Layer with your properties</source>
        <translation>Laag met je bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/widgets.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Layers</source>
        <translation>Lagen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Layers: the classified buurten, own stock, complexes, the table verantwoording, and any other layer. A filter of a layer counts; columns and styles go along as they are.</source>
        <translation>Lagen: de buurten met klassen, eigen bezit, complexen, de tabel verantwoording en elke andere laag. Een filter op een laag telt; kolommen en stijlen gaan mee zoals ze zijn.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Leefbaarometer of all years</source>
        <translation>Leefbaarometer van alle jaren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Leefbaarometer of all years, for the development</source>
        <translation>Leefbaarometer van alle jaren, voor de ontwikkeling</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Leefbaarometer scores per buurt</source>
        <translation>Scores van de Leefbaarometer per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Leefbaarometer: the open-data CSV or its zip with all years, or one year from the WFS. A high score is better.</source>
        <translation>Leefbaarometer: de CSV met open data of de zip daarvan met alle jaren, of één jaar uit de WFS. Een hoge score is beter.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Leefbaarometer: the open-data file with all years (2002–2024). All its years stand on the newest borders. Overlast (ov) is minus its score for nuisance and unsafety: high is worse.</source>
        <translation>Leefbaarometer: het opendatabestand met alle jaren (2002–2024). Alle jaren staan op de nieuwste grenzen. Overlast (ov) is min de score voor overlast en onveiligheid: hoog is slechter.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Left out, because they are about people: {columns}</source>
        <translation>Weggelaten, omdat ze over mensen gaan: {columns}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>Legend with counts</source>
        <translation>Legenda met aantallen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>Line {line} of {file} has more columns than its header, so its figures may stand in the wrong ones. Save it again as CSV, with quotes around texts that hold a “{mark}”.</source>
        <translation>Regel {line} van {file} heeft meer kolommen dan de kopregel, dus cijfers kunnen in de verkeerde kolom staan. Bewaar het opnieuw als CSV, met aanhalingstekens om teksten met een “{mark}”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Lines of gemeenten and country</source>
        <translation>Lijnen van gemeenten en land</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Lines: means over the buurten with a score in that year, weighted by the residents of the target year. The line of the country needs the scores of the whole country; it is unweighted when the residents of the other buurten are not known, and says so.</source>
        <translation>Lijnen: gemiddelden over de buurten met een score in dat jaar, gewogen met de inwoners van het doeljaar. De lijn van het land vraagt de scores van het hele land; die is ongewogen als de inwoners van de andere buurten niet bekend zijn, en dat staat erbij.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>List of buurten</source>
        <translation>Lijst van buurten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>List of properties</source>
        <translation>Lijst met bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>List of properties (a file: CSV, Excel, ODS, VERA)</source>
        <translation>Lijst met woningen (een bestand: CSV, Excel, ODS, VERA)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>List of properties (file or layer)</source>
        <translation>Lijst van bezit (bestand of laag)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>LIVEABILITY is empty. Choose the Leefbaarometer scores per buurt of all years.</source>
        <translation>LIVEABILITY is leeg. Kies de scores van de Leefbaarometer per buurt van alle jaren.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Logo</source>
        <translation>Logo</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Look for New Editions</source>
        <translation>Nieuwe edities zoeken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Looking for new editions</source>
        <translation>Nieuwe edities zoeken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Looking for newer figures</source>
        <translation>Kijken of er nieuwere cijfers zijn</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Looking Together</source>
        <translation>Samen kijken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Looking which gemeenten the map shows…</source>
        <translation>Zoeken welke gemeenten de kaart toont…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Looking…</source>
        <translation>Bezig met zoeken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Make Factsheets…</source>
        <translation>Factsheets maken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>Make the Map</source>
        <translation>Maak de kaart</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Make the map</source>
        <translation>De kaart maken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Makes a folder to go outside with: forms for notes, conversations and photos on the class map, for QField and QGIS, without a connection.</source>
        <translation>Maakt een map om mee naar buiten te gaan: formulieren voor notities, gesprekken en foto's op de klassenkaart, voor QField en QGIS, zonder verbinding.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Makes a folder with the maps that opens styled anywhere: GeoPackage, QGIS project, Excel, CSV, GeoJSON, styles, a web page.</source>
        <translation>Maakt een map met de kaarten die overal opgemaakt opent: GeoPackage, QGIS-project, Excel, CSV, GeoJSON, stijlen, een webpagina.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>Makes a layer with a row for each buurt and year of the Leefbaarometer, for the temporal controller, and lines against the gemeente and the country.</source>
        <translation>Maakt een laag met een rij voor elke buurt en elk jaar van de Leefbaarometer, voor de tijdbesturing van QGIS, en lijnen naast gemeente en land.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Makes a page for each buurt or wijk, all of them in one bundle with a summary, and a presentation.</source>
        <translation>Maakt een pagina per buurt of wijk, alle samen in één bundel met een samenvatting, en een presentatie.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Makes the buurt layer from polygons, CBS figures and Leefbaarometer scores that you already have.</source>
        <translation>Maakt de buurtlaag uit polygonen, CBS-cijfers en scores van de Leefbaarometer die je al hebt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Makes the buurt layer of one or more gemeenten from CBS, PDOK and the Leefbaarometer.</source>
        <translation>Maakt de buurtlaag van een of meer gemeenten uit CBS, PDOK en de Leefbaarometer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Map</source>
        <translation>Kaart</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Map of a gemeente</source>
        <translation>Gemeentekaart</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>Map that is shown</source>
        <translation>Kaart die te zien is</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>Maps</source>
        <translation>Kaarten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Maps and Products</source>
        <translation>Kaarten en producten</translation>
    </message>
    <message>
        <source>Missing or doubtful: {reasons}</source>
        <translation type="vanished">Ontbreekt of onzeker: {reasons}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Models</source>
        <translation>Modellen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Name or code, such as Heerlen</source>
        <translation>Naam of code, zoals Heerlen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Names or codes, separated by commas. Type a few letters to choose.</source>
        <translation>Namen of codes, gescheiden door komma’s. Typ een paar letters om te kiezen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Neither the order of the files nor doing it twice makes a difference.</source>
        <translation>De volgorde van de bestanden maakt niet uit, en het twee keer doen ook niet.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>New in schema {schema}: {tables}.</source>
        <translation>Nieuw in schema {schema}: {tables}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>New notes</source>
        <translation>Nieuwe notities</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Newest that is complete</source>
        <translation>Nieuwste dat compleet is</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>News</source>
        <translation>Nieuws</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>No</source>
        <translation>Nee</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>No buurt has a class on this map: {reason}.</source>
        <translation>Geen buurt heeft een klasse op deze kaart: {reason}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>No buurt of the layer lies in the known areas of {source}. Choose areas of the same gemeenten.</source>
        <translation>Geen buurt van de laag ligt in de bekende gebieden van {source}. Kies gebieden in dezelfde gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>No buurt touches the extent. Draw it on the map, or leave it empty for all buurten.</source>
        <translation>Geen enkele buurt raakt het gebied. Teken het op de kaart, of laat het leeg voor alle buurten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>No column of {file} fits the homes or complexes of {layer}. Give KEY_FIELD (and STOCK_KEY); {layer} has {columns}.</source>
        <translation>Geen kolom van {file} past op de woningen of complexen van {layer}. Geef KEY_FIELD (en STOCK_KEY); {layer} heeft {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>No column of {where} holds codes or names of buurten of this layer. Is it of another gemeente? Choose the column with the codes in CODE_FIELD; the columns are {columns}.</source>
        <translation>Geen kolom van {where} heeft codes of namen van buurten uit deze laag. Is het bestand van een andere gemeente? Kies de kolom met de codes bij CODE_FIELD; de kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>No file holds a path of this computer, your name or a password. The folder is put in place when all of it is there; an earlier one of the same name is replaced as a whole.</source>
        <translation>In geen bestand staat een pad van deze computer, je naam of een wachtwoord. De map wordt neergezet als alles er is; een eerdere met dezelfde naam wordt in zijn geheel vervangen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>No format was chosen. Choose at least one.</source>
        <translation>Er is geen formaat gekozen. Kies er minstens één.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>No gemeente codes were found in a layer. Choose another layer, or type the gemeenten yourself.</source>
        <translation>In een laag zijn geen gemeentecodes gevonden. Kies een andere laag, of typ de gemeenten zelf.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/signals.py"/>
        <source>No registration counts: {undated} have no date, {future} lie in the future and {outside} outside the period. Check the column with the date and the period.</source>
        <translation>Geen enkele registratie telt mee: {undated} hebben geen datum, {future} liggen in de toekomst en {outside} buiten de periode. Kijk naar de kolom met de datum en naar de periode.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>No row of {where} belongs to a buurt of this layer (seen: {examples}). Choose the table of this gemeente and of the year of this layer, or another column in CODE_FIELD.</source>
        <translation>Geen rij van {where} hoort bij een buurt uit deze laag (gezien: {examples}). Kies de tabel van deze gemeente en van het jaar van deze laag, of een andere kolom bij CODE_FIELD.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>No row remains of {all}: no row fits the filter. Change it, or leave it empty.</source>
        <translation>Van {all} rijen blijft er geen over: geen rij past bij het filter. Wijzig het, of laat het leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>No score: {columns} hold no value, or the same one for every complex. Name other columns in the weights.</source>
        <translation>Geen score: {columns} bevatten geen waarde, of voor elk complex dezelfde. Noem andere kolommen in de gewichten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Nobody is asked for anything; products say how old the copies are.</source>
        <translation>Er wordt niemand iets gevraagd; de producten zeggen hoe oud de kopieën zijn.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>None</source>
        <translation>Geen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/timeseries.py"/>
        <source>None of the buurten has a score in the table of the Leefbaarometer: the layer begins with {first}, the table with {other}. Do they belong together?</source>
        <translation>Geen van de buurten heeft een score in de tabel van de Leefbaarometer: de laag begint met {first}, de tabel met {other}. Horen ze bij elkaar?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>None of the buurten with own signals lies in the classified layer. Do the two belong together?</source>
        <translation>Geen van de buurten met eigen signalen ligt in de laag met klassen. Horen die twee bij elkaar?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>None of the layers may go outside: properties and layers that the plugin does not know stay inside. Add the classified buurten, the complexes or the buurten with own stock.</source>
        <translation>Geen van de lagen mag naar buiten: woningen en lagen die de plugin niet kent blijven binnen. Voeg de buurten met klassen, de complexen of de buurten met eigen bezit toe.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <source>None of the own stock lies in a buurt of the classified layer. Do the two layers belong together?</source>
        <translation>Niets van het eigen bezit ligt in een buurt van de laag met klassen. Horen de twee lagen bij elkaar?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>None of the registrations in the period belongs to own stock (column {column}). Is it another column, or another stock?</source>
        <translation>Geen van de registraties in de periode hoort bij eigen bezit (kolom {column}). Is het een andere kolom, of ander bezit?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>None, no change</source>
        <translation>Geen, geen verandering</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>not fetched yet</source>
        <translation>nog niet opgehaald</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Not one complex in column {column} of {file} is known: it holds {sample}, the complexes are {known}. Is it another column?</source>
        <translation>Geen enkel complex in kolom {column} van {file} is bekend: daar staat {sample}, de complexen zijn {known}. Is het een andere kolom?</translation>
    </message>
    <message>
        <source>Notes from Outside…</source>
        <translation type="vanished">Aantekeningen uit de wijk…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Notes from the field (notities.gpkg)</source>
        <translation>Notities uit het veld (notities.gpkg)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Notes in conflict</source>
        <translation>Notities in conflict</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>NOTES is empty. Choose the files “notities.gpkg” that came back.</source>
        <translation>NOTES is leeg. Kies de bestanden “notities.gpkg” die terugkwamen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Notes that came back (notities.gpkg)</source>
        <translation>Notities die terugkwamen (notities.gpkg)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>Notes: the files “notities.gpkg” that came back, each in its own folder beside its photos. They are never changed.</source>
        <translation>Notities: de bestanden “notities.gpkg” die terugkwamen, elk in een eigen map naast hun foto's. Ze worden nooit veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Number of buurten</source>
        <translation>Aantal buurten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Number of complexes at the head of the list</source>
        <translation>Aantal complexen bovenaan de lijst</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Number of files</source>
        <translation>Aantal bestanden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Numbers below 5 are left out, and so are numbers from which they would follow. 0 is shown. Buurten and complexes of fewer units show nothing.</source>
        <translation>Aantallen onder 5 worden weggelaten, en ook aantallen waar ze uit zouden volgen. 0 wordt getoond. Buurten en complexen met minder eenheden tonen niets.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>Offline nobody can be asked for new editions. Switch off working offline in the settings of Veerkracht.</source>
        <translation>Zonder verbinding kan niemand naar nieuwe edities worden gevraagd. Zet ‘Zonder verbinding werken’ uit in de instellingen van Veerkracht.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Offline nothing can be fetched anew. Leave out Refresh, or switch off working offline, here or in the settings of Veerkracht.</source>
        <translation>Zonder verbinding kan niets opnieuw worden opgehaald. Laat Vernieuwen weg, of zet ‘Zonder verbinding werken’ uit, hier of in de instellingen van Veerkracht.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Offline: of {address} the copy of {date} was used.</source>
        <translation>Zonder verbinding: van {address} is de kopie van {date} gebruikt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>One for each buurt</source>
        <translation>Eén per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>One for each gemeente</source>
        <translation>Eén per gemeente</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>One for each wijk</source>
        <translation>Eén per wijk</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Only selected features, of layers that have a selection</source>
        <translation>Alleen geselecteerde objecten, van lagen met een selectie</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Only used where you ask for it: postcode and house number, or street, number and town.</source>
        <translation>Alleen waar je erom vraagt: postcode en huisnummer, of straat, nummer en plaats.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}, so they are of different years or different places. Use polygons of {year} for the same gemeenten.</source>
        <translation>Van de {all} buurtcodes van {table} ({year}) staan er maar {n} in {geometry}; ze zijn dus van verschillende jaren of plaatsen. Gebruik polygonen van {year} voor dezelfde gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}, whose polygons are of {stamp}. Use polygons of {year}, or the table of {stamp}.</source>
        <translation>Maar {n} van de {all} buurtcodes van {table} ({year}) staan in {geometry}, met polygonen van {stamp}. Gebruik polygonen van {year}, of de tabel van {stamp}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}; the polygons of the base year have {m} in common. Are the two layers of polygons exchanged?</source>
        <translation>Maar {n} van de {all} buurtcodes van {table} ({year}) staan in {geometry}; de polygonen van het basisjaar hebben er {m} gemeen. Zijn de twee polygonenlagen verwisseld?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}; {better} ({other}) has {m} in common. Use polygons of {year}, or the table of the year of the polygons.</source>
        <translation>Van de {all} buurtcodes van {table} ({year}) staan er maar {n} in {geometry}; van {better} ({other}) zijn het er {m}. Gebruik polygonen van {year}, of de tabel van het jaar van de polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Or a file: CSV, Excel, ODS, VERA</source>
        <translation>Of een bestand: CSV, Excel, ODS, VERA</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/addresswidget.py"/>
        <source>or an address: https://…</source>
        <translation>of een adres: https://…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Or the field that says which buurten lie in known areas</source>
        <translation>Of het veld dat zegt welke buurten in bekende gebieden liggen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Order Complexes…</source>
        <translation>Complexen op volgorde…</translation>
    </message>
    <message>
        <source>Order the Complexes…</source>
        <translation type="vanished">Complexen op volgorde…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Otherwise what was fetched before is used while it is valid.</source>
        <translation>Anders wordt gebruikt wat eerder is opgehaald, zolang dat geldig is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Overlast</source>
        <translation>Overlast</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Own signals are per 100 units and not relative to the gemeente, and the two are never mixed. Leave them out, or turn off “Relative to the own gemeente”.</source>
        <translation>Eigen signalen zijn per 100 eenheden en niet ten opzichte van de gemeente, en die twee gaan nooit door elkaar. Laat ze weg, of zet “Ten opzichte van de eigen gemeente” uit.</translation>
    </message>
    <message>
        <source>Own Signals Beside It…</source>
        <translation type="vanished">Eigen signalen ernaast…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Own signals by area</source>
        <translation>Eigen signalen per gebied</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Own signals per buurt</source>
        <translation>Eigen signalen per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Own signals per buurt (audience intern only)</source>
        <translation>Eigen signalen per buurt (alleen publiek intern)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Own signals per buurt and complex</source>
        <translation>Eigen signalen per buurt en complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Own signals per complex</source>
        <translation>Eigen signalen per complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Own signals per complex (the output of “Own signals per buurt and complex”) stand beside the score, and count when a weight names them: per100=1 for all kinds. A number that was left out is missing, and never 0.</source>
        <translation>Eigen signalen per complex (de uitvoer van “Eigen signalen per buurt en complex”) staan naast de score, en tellen mee als een gewicht ze noemt: per100=1 voor alle soorten. Een aantal dat is weggelaten ontbreekt, en is nooit 0.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Own signals: the output “Signals per buurt” of “Own signals per buurt and complex” puts registrations per 100 own units and year beside the open figures. Numbers that were left out stay out: a rate is of the buurten that show theirs, and says of how many units that is.</source>
        <translation>Eigen signalen: de uitvoer “Signalen per buurt” van “Eigen signalen per buurt en complex” zet registraties per 100 eigen eenheden per jaar naast de open cijfers. Wat is weggelaten blijft weg: een cijfer is van de buurten die hun aantal tonen, en zegt van hoeveel eenheden dat is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Own Signals…</source>
        <translation>Eigen signalen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Own Stock</source>
        <translation>Eigen bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Own stock</source>
        <translation>Eigen bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Own stock on the map</source>
        <translation>Eigen bezit op de kaart</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Own stock with classes</source>
        <translation>Eigen bezit met klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <source>Own stock with classes, or complexes</source>
        <translation>Eigen bezit met klassen, of complexen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Own stock: the output of “Own stock on the map”. It gives each registration its buurt and complex, and the number of units. Rows that fit nowhere are counted and named.</source>
        <translation>Eigen bezit: de uitvoer van “Eigen bezit op de kaart”. Die geeft elke registratie haar buurt en complex, en het aantal eenheden. Rijen die nergens bij passen worden geteld en genoemd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Own units</source>
        <translation>Eigen eenheden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>p_top says in how many of 500 draws of weights around yours a complex stays among the first of the list. A place that changes with every draw is no argument.</source>
        <translation>p_top zegt in hoeveel van 500 trekkingen van gewichten rond die van jou een complex bij de eerste van de lijst blijft. Een plaats die met elke trekking verandert, is geen argument.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Pages</source>
        <translation>Pagina's</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>PDOK ({address}) repeats its pages without end. Try again later; nothing was written.</source>
        <translation>PDOK ({address}) herhaalt zijn pagina's zonder eind. Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>PDOK came short: {n} of the {all} inhabited buurten of {year} have no polygon ({codes}). Try again later; nothing was written.</source>
        <translation>PDOK was niet compleet: {n} van de {all} bewoonde buurten van {year} hebben geen polygoon ({codes}). Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>PDOK has no buurten of {year} for {gemeenten}. Choose another year, or use a file with polygons.</source>
        <translation>PDOK heeft geen buurten van {year} voor {gemeenten}. Kies een ander jaar, of gebruik een bestand met polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>PDOK has no gemeenten of {year}. Choose another year, or type the gemeenten.</source>
        <translation>PDOK heeft geen gemeenten van {year}. Kies een ander jaar, of typ de gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Per figure and score: the number of buurten, Spearman's rank correlation with its 95 % interval, and p corrected for all tests of the run (Holm). Figures that are part of the index are shown apart, without a test.</source>
        <translation>Per kenmerk en score: het aantal buurten, de rangcorrelatie van Spearman met haar 95 %-interval, en p gecorrigeerd voor alle toetsen van de run (Holm). Kenmerken die deel zijn van de index staan apart, zonder toets.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Period: from the first to the last date, unless you give a begin and an end. A part of a year counts as that part: rates are per year. Below 90 days there are no rates.</source>
        <translation>Periode: van de eerste tot de laatste datum, tenzij je een begin en een einde geeft. Een deel van een jaar telt als dat deel: cijfers zijn per jaar. Onder de 90 dagen zijn er geen cijfers per jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Pictures (*.svg *.png *.jpg *.jpeg)</source>
        <translation>Afbeeldingen (*.svg *.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Place Own Stock…</source>
        <translation type="vanished">Eigen bezit plaatsen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Placing own stock</source>
        <translation>Eigen bezit plaatsen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Placing, in this order: coordinates or points (RD or degrees); BAG id, else postcode and house number, among the addresses that you give; the postcode alone, which is approximate; PDOK Locatieserver when you ask for it and have agreed that addresses leave this computer.</source>
        <translation>Plaatsen, in deze volgorde: coördinaten of punten (RD of graden); BAG-id, anders postcode en huisnummer, in de adressen die je geeft; alleen de postcode, bij benadering; PDOK Locatieserver als je daarom vraagt en ermee instemt dat adressen deze computer verlaten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Planning matrix</source>
        <translation>Planningsmatrix</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Planning matrix: complexes, units and costs per planned year and class; years also out of dates.</source>
        <translation>Planningsmatrix: complexen, eenheden en kosten per gepland jaar en klasse; jaren ook uit datums.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Plot of kwetsbaarheid against overlast</source>
        <translation>Grafiek van kwetsbaarheid tegen overlast</translation>
    </message>
    <message>
        <source>Police Signals Beside It…</source>
        <translation type="vanished">Politiecijfers ernaast…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/police.py"/>
        <source>Police table {table} came short for {gemeente}: {got} of {all} buurten. Try again later; nothing was written.</source>
        <translation>Tabel {table} van de politie kwam onvolledig voor {gemeente}: {got} van de {all} buurten. Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/police.py"/>
        <source>Police table {table} has no column {column} any more. Look for a new version of the plugin.</source>
        <translation>Tabel {table} van de politie heeft geen kolom {column} meer. Kijk of er een nieuwe versie van de plugin is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/police.py"/>
        <source>Police table {table} has no kind “{title}” any more. Look for a new version of the plugin.</source>
        <translation>Tabel {table} van de politie heeft geen soort “{title}” meer. Kijk of er een nieuwe versie van de plugin is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/police.py"/>
        <source>Police table {table} holds two different figures for {buurt}. Try again later; nothing was written.</source>
        <translation>Tabel {table} van de politie heeft twee verschillende cijfers voor {buurt}. Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons of the base year</source>
        <translation>Polygonen van het basisjaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons of the buurten</source>
        <translation>Polygonen van de buurten</translation>
    </message>
    <message>
        <source>Polygons, CBS figures and Leefbaarometer scores become one buurt layer.</source>
        <translation type="vanished">Polygonen, CBS-cijfers en scores van de Leefbaarometer worden één buurtlaag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons: the Wijk- en buurtkaart of CBS or PDOK, or the polygons of the Leefbaarometer, in any coordinate system. Water and foreign polygons are left out.</source>
        <translation>Polygonen: de Wijk- en buurtkaart van CBS of PDOK, of de polygonen van de Leefbaarometer, in elk coördinatensysteem. Water en buitenland vallen weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Print maps</source>
        <translation>Kaarten afdrukken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Print Maps…</source>
        <translation>Kaarten afdrukken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Printed without a background: {reason}</source>
        <translation>Afgedrukt zonder achtergrond: {reason}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Priorities among complexes</source>
        <translation>Complexen prioriteren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Privacy</source>
        <translation>Privacy</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Products for others leave out areas with fewer own units.</source>
        <translation>Producten voor anderen laten gebieden met minder eigen eenheden weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Progress</source>
        <translation>Voortgang</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Project</source>
        <translation>Project</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Properties</source>
        <translation>Bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Properties: points, polygons, or a table with a buurt code, in any coordinate system. Every row comes out, with its own columns.</source>
        <translation>Bezit: punten, polygonen of een tabel met een buurtcode, in elk coördinatensysteem. Elke rij komt eruit, met haar eigen kolommen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Puts complexes in order by their classes and your own columns, and shows what the order rests on.</source>
        <translation>Zet complexen op volgorde naar hun klassen en je eigen kolommen, en laat zien waar die volgorde op rust.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Puts one of the nine maps on paper, A0 to A4, as a whole or with a page for each gemeente or wijk.</source>
        <translation>Zet een van de negen kaarten op papier, A0 tot A4, in zijn geheel of met een pagina per gemeente of wijk.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>Puts the gemeenten that the map shows now in the line above. Asks PDOK when no layer of the project covers the whole view.</source>
        <translation>Zet de gemeenten die nu op de kaart te zien zijn in de regel hierboven. Vraagt PDOK als geen laag van het project het hele beeld bedekt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>QGIS has no connection to PostgreSQL named {name}. Make it in the Browser, or choose another one.</source>
        <translation>QGIS heeft geen verbinding met PostgreSQL die {name} heet. Maak haar aan in de Browser, of kies een andere.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>QLR, QML and SLD for each map</source>
        <translation>QLR, QML en SLD per kaart</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Read own stock</source>
        <translation>Eigen bezit inlezen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Reading own stock</source>
        <translation>Eigen bezit lezen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Reading the figures</source>
        <translation>Cijfers lezen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Reading {file}…</source>
        <translation>{file} wordt gelezen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Reads a list of homes and places it on a map that was made before.</source>
        <translation>Leest een lijst met woningen en zet die op een kaart die al gemaakt is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Reads any list of properties as it comes from an ERP or Excel, repairs what is sure, and places every row.</source>
        <translation>Leest elke lijst van bezit zoals die uit een ERP of Excel komt, herstelt wat zeker is en geeft elke rij een plaats.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Reference</source>
        <translation>Referentie</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Reference that the classification was given</source>
        <translation>Referentie die bij het classificeren is gebruikt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Reference: the table against which kwetsbaarheid is measured, for instance the whole country. Without it the input is its own reference, so 0 is then the mean of the input.</source>
        <translation>Referentie: de tabel waartegen de kwetsbaarheid wordt afgezet, bijvoorbeeld heel Nederland. Zonder referentie is de invoer dat zelf, en is 0 dus het gemiddelde van de invoer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Refresh: fetch everything anew</source>
        <translation>Verversen: alles opnieuw ophalen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Registered nuisance and crimes of the police (beside the maps, in no class)</source>
        <translation>Geregistreerde overlast en misdrijven van de politie (naast de kaarten, in geen klasse)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Registrations (file or layer)</source>
        <translation>Registraties (bestand of laag)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Registrations: one row each, with a date and the number of a home or a complex. A column with the kind gives numbers of each kind. Which column is what is guessed and shown.</source>
        <translation>Registraties: elk één rij, met een datum en het nummer van een woning of een complex. Een kolom met de soort geeft aantallen per soort. Welke kolom wat is, wordt geraden en getoond.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Relative to its own gemeente every gemeente is 0, so there is nothing to compare. Compare wijken, or turn off “Relative to the own gemeente”.</source>
        <translation>Ten opzichte van zichzelf is elke gemeente 0, dus er valt niets te vergelijken. Vergelijk wijken, of zet “Ten opzichte van de eigen gemeente” uit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Relative to the own gemeente</source>
        <translation>Ten opzichte van de eigen gemeente</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Relative: every buurt is measured against its own gemeente, and the maps relative to the gemeente are counted. Absolute and relative are never mixed; layer, tables and report say which they are.</source>
        <translation>Relatief: elke buurt wordt gemeten tegen de eigen gemeente, en de kaarten ten opzichte van de gemeente worden geteld. Absoluut en relatief staan nooit door elkaar; laag, tabellen en rapport zeggen welk van de twee het is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Replaced in schema {schema}: {tables}.</source>
        <translation>Vervangen in schema {schema}: {tables}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/reporting.py"/>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Report: areas side by side</source>
        <translation>Verslag: gebieden naast elkaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Reset to Defaults</source>
        <translation>Standaard herstellen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Residents</source>
        <translation>Inwoners</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/buurten.py"/>
        <source>Row {row} of {layer} has “{value}” as its buurt code, which is none. Mend it, or drop the row.</source>
        <translation>Rij {row} van {layer} heeft “{value}” als buurtcode, en dat is er geen. Verbeter de code of verwijder de rij.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Rows are joined on buurt code, else on the name of the buurt within its gemeente. A name that is more than one buurt is not joined, and named.</source>
        <translation>Rijen worden gekoppeld op buurtcode, anders op de naam van de buurt binnen de gemeente. Een naam die bij meer dan één buurt hoort, wordt niet gekoppeld, en genoemd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Runs “download” and “classify”. Without years the newest that is complete is taken, with a base year before it. Open the model in the designer to put steps of your own behind it.</source>
        <translation>Voert “download” en “classify” uit. Zonder jaren wordt het nieuwste volledige jaar genomen, met een basisjaar ervoor. Open het model in de modelontwerper om er eigen stappen achter te zetten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Runs “download”, “classify”, “readstock”, “overlaystock”, “compare” and “share”. Keep its settings in the history of Processing, and run it again when new figures are out. The folder for colleagues is for inside: it holds addresses.</source>
        <translation>Voert “download”, “classify”, “readstock”, “overlaystock”, “compare” en “share” uit. De instellingen blijven in de geschiedenis van Processing; voer het model opnieuw uit als er nieuwe cijfers zijn. De map voor collega's is voor intern gebruik: er staan adressen in.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Runs “readstock” and “overlaystock”. Columns are recognised by their names and contents; name those of the complex and of the number of units to count by them. Addresses are not sent anywhere.</source>
        <translation>Voert “readstock” en “overlaystock” uit. Kolommen worden herkend aan naam en inhoud; noem die van het complex en van het aantal eenheden om daarmee te tellen. Adressen worden nergens heen gestuurd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Says how firmly the classes stand: whether known areas stand out, how far an Aedes file agrees, and how many buurten change class under other choices.</source>
        <translation>Zegt hoe stevig de klassen staan: of bekende gebieden eruit springen, hoe ver een Aedes-bestand ermee overeenkomt, en hoeveel buurten bij andere keuzes een andere klasse krijgen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Says which composition of buurten (age, households, tenure, dwellings, income, work) goes with vulnerability and nuisance, and with their change.</source>
        <translation>Zegt welke samenstelling van buurten (leeftijd, huishoudens, eigendom, woningen, inkomen, werk) samengaat met kwetsbaarheid en overlast, en met hun verandering.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Schema in that database</source>
        <translation>Schema in die database</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Sensitivity of the classes</source>
        <translation>Gevoeligheid van de klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Sensitivity: everything is computed anew without each indicator, with those that have no weight, with other floors and references, by the same functions that classify. Give the weights, floor and reference that the layer was classified with; the report says when the classes do not come out the same.</source>
        <translation>Gevoeligheid: alles wordt opnieuw berekend zonder elke indicator, met die zonder gewicht, met andere ondergrenzen en referenties, met dezelfde functies als de classificatie. Geef de gewichten, ondergrens en referentie waarmee de laag is geclassificeerd; het rapport zegt het als de klassen er niet hetzelfde uitkomen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Set Aedes classes beside ours</source>
        <translation>Aedes-klassen naast de onze zetten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Sets the target year; the map is made when you press “Make the Map”.</source>
        <translation>Zet het doeljaar; de kaart wordt gemaakt als je op ‘Maak de kaart’ drukt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Sets wijken, gemeenten or areas of your own side by side: residents and own units per class, means with their spread, change and rank, in a layer and a report.</source>
        <translation>Zet wijken, gemeenten of eigen gebieden naast elkaar: inwoners en eigen eenheden per klasse, gemiddelden met hun spreiding, verandering en rang, in een laag en een rapport.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Setting the classes of Aedes beside</source>
        <translation>Klassen van Aedes ernaast zetten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Shall Veerkracht look now and then whether CBS, PDOK and the Leefbaarometer have newer figures? Nothing of yours is sent.</source>
        <translation>Mag Veerkracht af en toe kijken of CBS, PDOK en de Leefbaarometer nieuwere cijfers hebben? Er wordt niets van jou verstuurd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Shapefile</source>
        <translation>Shapefile</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Share</source>
        <translation>Delen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Shared Folder…</source>
        <translation>Map voor collega’s…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>Sheets: a page to talk about each buurt, with its classes in words, a small map, open questions and room to write; all in one PDF.</source>
        <translation>Gespreksbladen: een blad om over elke buurt te praten, met de klassen in woorden, een kaartje, open vragen en ruimte om te schrijven; alles in één PDF.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/plugin.py"/>
        <source>Show or hide the Veerkracht panel</source>
        <translation>Het paneel Veerkracht tonen of verbergen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Side by side</source>
        <translation>Naast elkaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Signals per buurt</source>
        <translation>Signalen per buurt</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Signals per complex</source>
        <translation>Signalen per complex</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Signals per year</source>
        <translation>Signalen per jaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Smallest number of own units to show outside</source>
        <translation>Kleinste aantal eigen eenheden dat naar buiten mag</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Smallest number of own units to show to others</source>
        <translation>Kleinste aantal eigen eenheden dat anderen zien</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>Smallest number that is shown</source>
        <translation>Kleinste aantal dat wordt getoond</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Something went wrong in {algorithm} that should not ({error}). The log panel “Veerkracht” has the details; please report them.</source>
        <translation>In {algorithm} ging iets mis wat niet mis mag gaan ({error}). De bijzonderheden staan in het logpaneel “Veerkracht”; wil je ze melden?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Something went wrong that should not ({error}). The log panel “Veerkracht” has the details; please report them.</source>
        <translation>Er ging iets mis wat niet mis mag gaan ({error}). De details staan in het logpaneel “Veerkracht”; meld ze ons alstublieft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>Something went wrong; the details say what.</source>
        <translation>Er ging iets mis; de details zeggen wat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Sources and Aedes</source>
        <translation>Bronnen en Aedes</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>stock</source>
        <translation>bezit</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>TABLE is empty. Choose the file that you downloaded, a layer or an address.</source>
        <translation>TABLE is leeg. Kies het bestand dat je hebt gedownload, een laag of een adres.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>TABLE is empty. Choose the table of registrations.</source>
        <translation>TABLE is leeg. Kies de tabel met registraties.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Table with own columns, of complexes or of homes</source>
        <translation>Tabel met eigen kolommen, van complexen of van woningen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Table: the file that you downloaded as a member (XLSX, ODS, CSV, GeoPackage, shapefile), a layer, or an https address with the authentication configuration of QGIS that belongs to it. The figures stay on this computer; what is fetched from an address is not kept.</source>
        <translation>Tabel: het bestand dat je als lid hebt gedownload (XLSX, ODS, CSV, GeoPackage, shapefile), een laag, of een https-adres met de authenticatieconfiguratie van QGIS die daarbij hoort. De cijfers blijven op deze computer; wat van een adres komt, wordt niet bewaard.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/widgets.py"/>
        <source>Tables and layers</source>
        <translation>Tabellen en lagen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Take It Outside…</source>
        <translation>Mee de wijk in…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Taken away from schema {schema}, since they are not shared any more: {tables}.</source>
        <translation>Weggehaald uit schema {schema}, omdat ze niet meer gedeeld worden: {tables}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>TARGET is empty. Choose the file in which notes are collected.</source>
        <translation>TARGET is leeg. Kies het bestand waarin notities worden verzameld.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Target year</source>
        <translation>Doeljaar</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>The address of the catalogue must start with https://</source>
        <translation>Het adres van de lijst van uitgevers moet met https:// beginnen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>The address of {service} must start with https://</source>
        <translation>Het adres van {service} moet beginnen met https://</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>The algorithm {id} is not there. Enable the plugin Veerkracht again.</source>
        <translation>Het algoritme {id} is er niet. Zet de plug-in Veerkracht opnieuw aan.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/fetching.py"/>
        <source>The answer of {address} cannot be read. Fetch it again with “Refresh”.</source>
        <translation>Het antwoord van {address} is niet te lezen. Haal het opnieuw op met “Verversen”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/lbm_service.py"/>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>The answer of {address} holds no features. The service may have changed; try again later, or use a file.</source>
        <translation>Het antwoord van {address} bevat geen objecten. De dienst is misschien veranderd; probeer het later opnieuw, of gebruik een bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/fetching.py"/>
        <source>The answer of {address} is not a table of CBS. The service may have changed; try again later, or use files.</source>
        <translation>Het antwoord van {address} is geen tabel van CBS. De dienst is misschien veranderd; probeer het later opnieuw, of gebruik bestanden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>The authentication configuration “{authcfg}” cannot be used for {where}. Check it under Authentication in the options of QGIS.</source>
        <translation>De authenticatieconfiguratie “{authcfg}” is niet te gebruiken voor {where}. Controleer die onder Authenticatie in de opties van QGIS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/background.py"/>
        <source>The background could not be put together. Print without it.</source>
        <translation>De achtergrond kon niet worden samengesteld. Druk af zonder.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>The base year {base} must lie before the target year {year}.</source>
        <translation>Het basisjaar {base} moet vóór het doeljaar {year} liggen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/building.py"/>
        <source>The base year {base} of the Leefbaarometer must lie before its year {year}.</source>
        <translation>Het basisjaar {base} van de Leefbaarometer moet vóór het jaar {year} liggen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>The buurt layer cannot be read. Choose another layer.</source>
        <translation>De buurtlaag is niet te lezen. Kies een andere laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>The buurt layer cannot be read. Choose the result of “Buurt layer from files”.</source>
        <translation>De buurtlaag is niet leesbaar. Kies het resultaat van “Buurtlaag uit bestanden”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The buurten have no code of their {level}, so there is no page to make for each.</source>
        <translation>De buurten hebben geen code van hun {level}, dus er is niets om per pagina te maken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/cache.py"/>
        <source>The cache in {folder} could not be written: {why}. Make room, or choose another folder in the settings.</source>
        <translation>Naar de cache in {folder} kon niet worden geschreven: {why}. Maak ruimte, of kies een andere map in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>The catalogue at {address} cannot be used: {why}. The one that is there stays.</source>
        <translation>De lijst van uitgevers op {address} kan niet worden gebruikt: {why}. De lijst die er is, blijft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>The certificate of {where} is not trusted. Check the date of this computer and the authorities under Authentication in the options of QGIS, or ask your administrator.</source>
        <translation>Het certificaat van {where} wordt niet vertrouwd. Controleer de datum van deze computer en de certificaatautoriteiten onder Authenticatie in de opties van QGIS, of vraag het je beheerder.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <source>The classified buurt layer cannot be read. Choose the result of “Classify resilience”.</source>
        <translation>De geclassificeerde buurtlaag is niet leesbaar. Kies het resultaat van “Veerkracht classificeren”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The columns {x} and {y} of {file} are not coordinates in the Netherlands, neither in RD nor in degrees ({example}). Choose other columns, or X_FIELD=- to leave them out.</source>
        <translation>De kolommen {x} en {y} van {file} zijn geen coördinaten in Nederland, niet in RD en niet in graden ({example}). Kies andere kolommen, of X_FIELD=- om ze weg te laten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The columns {x} and {y} of {file} look like coordinates in {crs} ({example}). Load the file as a point layer in that coordinate system and use the layer; with X_FIELD=- the coordinates are left out.</source>
        <translation>De kolommen {x} en {y} van {file} lijken coördinaten in {crs} ({example}). Laad het bestand als puntenlaag in dat coördinatenstelsel en gebruik de laag; met X_FIELD=- blijven de coördinaten weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The columns {x} and {y} of {file} look swapped ({example}). If they are, run again with X_FIELD={y} and Y_FIELD={x}; with X_FIELD=- the coordinates are left out.</source>
        <translation>De kolommen {x} en {y} van {file} lijken verwisseld ({example}). Klopt dat, draai dan opnieuw met X_FIELD={y} en Y_FIELD={x}; met X_FIELD=- blijven de coördinaten weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>The database does not know the coordinate system of the table {table}. Save that layer in RD (EPSG:28992) first.</source>
        <translation>De database kent het coördinatenstelsel van de tabel {table} niet. Sla die laag eerst op in RD (EPSG:28992).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>The database has no PostGIS. Ask its manager for it (CREATE EXTENSION postgis).</source>
        <translation>De database heeft geen PostGIS. Vraag de beheerder erom (CREATE EXTENSION postgis).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>The database of the connection {name} cannot be reached. Look whether it opens in the Browser, and whether user and password are kept with it or in an authentication configuration.</source>
        <translation>De database van de verbinding {name} is niet te bereiken. Kijk of ze in de Browser opent, en of gebruiker en wachtwoord erbij of in een authenticatieconfiguratie bewaard zijn.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>The database refused something in schema {schema}: {reason}. Nothing in it was changed.</source>
        <translation>De database weigerde iets in schema {schema}: {reason}. Er is niets in veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/folder.py"/>
        <source>The disk that {folder} is on is full. Make room or choose another place; nothing was written.</source>
        <translation>De schijf waar {folder} op staat is vol. Maak ruimte of kies een andere plek; er is niets weggeschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>The feed {address} names no GeoPackage. Choose another year, or use a file with polygons.</source>
        <translation>De feed {address} noemt geen GeoPackage. Kies een ander jaar, of gebruik een bestand met polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/composition.py"/>
        <source>The field {field} is about migration background, which this plugin never uses. Choose other fields.</source>
        <translation>Het veld {field} gaat over migratieachtergrond, en die gebruikt deze plugin nooit. Kies andere velden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>The field {field} is empty in every buurt. Choose another field.</source>
        <translation>Het veld {field} is in elke buurt leeg. Kies een ander veld.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>The figures are being read…</source>
        <translation>De cijfers worden gelezen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file cannot be read as a table: {reason}. Save it again as CSV.</source>
        <translation>Het bestand is niet als tabel te lezen: {reason}. Sla het opnieuw op als CSV.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} cannot be read as a spreadsheet. Open it in Excel or LibreOffice and save it again.</source>
        <translation>Het bestand {file} is niet als spreadsheet te lezen. Open het in Excel of LibreOffice en sla het opnieuw op.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} cannot be read as a table (line {line}). Save it again as CSV.</source>
        <translation>Het bestand {file} is niet als tabel te lezen (regel {line}). Bewaar het opnieuw als CSV.</translation>
    </message>
    <message>
        <source>The file {file} cannot be read as a table: its rows do not have the same number of columns. Save it again as CSV.</source>
        <translation type="vanished">Het bestand {file} is niet als tabel te lezen: de rijen hebben niet evenveel kolommen. Sla het opnieuw op als CSV.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} cannot be read: it is damaged or of a kind that QGIS does not know. Choose another file.</source>
        <translation>Het bestand {file} is niet te lezen: het is beschadigd of van een soort die QGIS niet kent. Kies een ander bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/webmap.py"/>
        <source>The file {file} cannot be written ({reason}). Choose another place.</source>
        <translation>Het bestand {file} is niet te schrijven ({reason}). Kies een andere plek.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} does not exist. Choose another file.</source>
        <translation>Het bestand {file} bestaat niet. Kies een ander bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} ends in the middle of a row, so a part of it is missing. Download it again.</source>
        <translation>Het bestand {file} eindigt midden in een rij, dus een deel ontbreekt. Download het opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pc6hnr.py"/>
        <source>The file {file} holds no addresses with a buurt. Take it out of the folder.</source>
        <translation>Het bestand {file} bevat geen adressen met een buurt. Haal het uit de map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} holds no rows below its header. Choose another file.</source>
        <translation>Het bestand {file} bevat geen rijen onder de kopregel. Kies een ander bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is a web page and not data, probably a login or error page saved under that name. Download it again.</source>
        <translation>Het bestand {file} is een webpagina en geen data, waarschijnlijk een inlog- of foutpagina die onder die naam is opgeslagen. Download het opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} is empty. Download or save it again.</source>
        <translation>Het bestand {file} is leeg. Download het of sla het opnieuw op.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is not a sound zip file. Download it again.</source>
        <translation>Het bestand {file} is geen gaaf zip-bestand. Download het opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} is not sound JSON ({reason}). Export it again.</source>
        <translation>Het bestand {file} is geen goede JSON ({reason}). Exporteer het opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>The file {file} is not text, although its name says so. Give it its right extension, or save it as CSV.</source>
        <translation>Het bestand {file} is geen tekst, al zegt de naam van wel. Geef het de juiste extensie of sla het op als CSV.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is not what its name says: inside it is a {kind} file. Give it that extension, or save it again from the program that it came from.</source>
        <translation>Het bestand {file} is niet wat de naam zegt: er zit een {kind}-bestand in. Geef het die extensie, of bewaar het opnieuw vanuit het programma waar het vandaan komt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pc6hnr.py"/>
        <source>The file {file} with addresses cannot be read. Download it again, or take it out of the folder.</source>
        <translation>Het bestand {file} met adressen is niet te lezen. Download het opnieuw, of haal het uit de map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The filter {filter} is not a valid expression: {reason}</source>
        <translation>Het filter {filter} is geen geldige expressie: {reason}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The filter {filter} uses the field {field}, which {layer} does not have.</source>
        <translation>Het filter {filter} gebruikt het veld {field}, dat {layer} niet heeft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>The folder holds a project (veldwerk.qgz), an empty file for notes (notities.gpkg), the buurten with their classes (buurten.gpkg) and a short guide. Copy it as a whole to each device, and open the project in QField or QGIS.</source>
        <translation>In de map staan een project (veldwerk.qgz), een leeg bestand voor notities (notities.gpkg), de buurten met hun klassen (buurten.gpkg) en een korte handleiding. Kopieer haar als geheel naar elk apparaat, en open het project in QField of QGIS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/folder.py"/>
        <location filename="../veerkracht_plugin/maps/printing.py"/>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>The folder {folder} cannot be written to ({reason}). Choose another one.</source>
        <translation>In de map {folder} kan niet worden geschreven ({reason}). Kies een andere.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>The folder {folder} does not exist. Choose another one, or none.</source>
        <translation>De map {folder} bestaat niet. Kies een andere map, of geen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>The folder {folder} holds fieldwork already ({file}), and there may be notes in it. Choose a new folder.</source>
        <translation>In de map {folder} staat al veldwerk ({file}), en er kunnen notities in staan. Kies een nieuwe map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/folder.py"/>
        <source>The folder {folder} holds other files ({files}), which would then seem to belong to what is shared. Choose an empty or a new folder; an earlier shared folder is replaced as a whole.</source>
        <translation>In de map {folder} staan andere bestanden ({files}), die dan bij het gedeelde lijken te horen. Kies een lege of nieuwe map; een eerder gedeelde map wordt in zijn geheel vervangen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pc6hnr.py"/>
        <source>The folder {folder} with pc6-huisnummer files does not exist. Choose another one in the settings, or none.</source>
        <translation>De map {folder} met pc6-huisnummerbestanden bestaat niet. Kies een andere in de instellingen, of geen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>The GeoPackage of {name} cannot be read. Fetch it again with “Refresh”.</source>
        <translation>De GeoPackage van {name} is niet te lezen. Haal hem opnieuw op met “Verversen”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>The history of Processing could not be written.</source>
        <translation>De geschiedenis van Processing kon niet worden geschreven.</translation>
    </message>
    <message>
        <source>The image {file} could not be written. Check that the folder is writable.</source>
        <translation type="vanished">De afbeelding {file} kon niet worden geschreven. Kijk of er in de map geschreven mag worden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>The indicators of {year} are given twice ({layer}). Give each year once.</source>
        <translation>De indicatoren van {year} zijn twee keer gegeven ({layer}). Geef elk jaar één keer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>The known areas cannot be read. Choose another layer or table.</source>
        <translation>De bekende gebieden zijn niet te lezen. Kies een andere laag of tabel.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>The layer has a filter: means of gemeente and map are those of what it leaves.</source>
        <translation>Op de laag staat een filter: gemiddelden van gemeente en kaart zijn die van wat het overlaat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>The layer of complexes cannot be read. Choose another layer.</source>
        <translation>De laag met complexen is niet te lezen. Kies een andere laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>The layer of own stock cannot be read. Choose another layer.</source>
        <translation>De laag met eigen bezit is niet te lezen. Kies een andere laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The layer of properties cannot be read. Choose another layer.</source>
        <translation>De laag met bezit is niet leesbaar. Kies een andere laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The layer of properties changed while it was read ({got} of {all} rows); nothing was written. Run again.</source>
        <translation>De laag met bezit veranderde tijdens het lezen ({got} van {all} rijen); er is niets geschreven. Start opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/gpkg.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The layer of properties changed while it was read; nothing was written. Run again.</source>
        <translation>De laag met eigen bezit veranderde tijdens het lezen; er is niets geschreven. Start opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>The layer with own stock is no longer in the project. Choose another one under Own Stock.</source>
        <translation>De laag met eigen bezit is niet meer in het project. Kies bij Eigen bezit een andere.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/scene.py"/>
        <source>The layer {layer} for the page could not be made. Please report this.</source>
        <translation>De laag {layer} voor de pagina kon niet worden gemaakt. Meld dit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>The layer {layer} is only in memory. Save it to a file first, so that another run finds it.</source>
        <translation>De laag {layer} staat alleen in het geheugen. Sla haar eerst op in een bestand, zodat een andere run haar vindt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>The layer {layer} is open from the folder {folder}, which would be replaced. Choose another folder, or remove the layer first.</source>
        <translation>De laag {layer} is geopend uit de map {folder}, die vervangen zou worden. Kies een andere map, of verwijder eerst de laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>The layers hold no rows to share. Drop their filters, or choose other layers.</source>
        <translation>De lagen hebben geen rijen om te delen. Haal hun filters weg, of kies andere lagen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>The layers need a folder. Save the project, or choose a folder.</source>
        <translation>De lagen hebben een map nodig. Sla het project op, of kies een map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The layout “{name}” is in the project already and stays as it is. Rename or remove it for a new one.</source>
        <translation>De lay-out “{name}” staat al in het project en blijft zoals ze is. Geef haar een andere naam of verwijder haar voor een nieuwe.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/lbm_service.py"/>
        <source>The Leefbaarometer came short: {got} of {all} buurten. Try again later; nothing was written.</source>
        <translation>De Leefbaarometer kwam niet compleet binnen: {got} van {all} buurten. Probeer het later opnieuw; er is niets geschreven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/lbm_service.py"/>
        <source>The Leefbaarometer gave no scores. Try again later, or use the open-data file.</source>
        <translation>De Leefbaarometer gaf geen scores. Probeer het later opnieuw, of gebruik het bestand met open data.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>The list is long: the rows that remain are counted when the map is made.</source>
        <translation>De lijst is lang: de rijen die overblijven worden geteld als de kaart wordt gemaakt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The logo {file} does not exist. Choose another file, or leave it empty.</source>
        <translation>Het logo {file} bestaat niet. Kies een ander bestand, of laat het leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The logo {file} is no picture that QGIS can read. Use SVG, PNG or JPEG.</source>
        <translation>Het logo {file} is geen afbeelding die QGIS kan lezen. Gebruik SVG, PNG of JPEG.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/inview.py"/>
        <source>The map is empty. Add a layer or a background map and zoom to your gemeente, or type its name.</source>
        <translation>De kaart is leeg. Voeg een laag of achtergrondkaart toe en zoom naar je gemeente, of typ de naam.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>The map of {place} is ready.</source>
        <translation>De kaart van {place} is klaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/inview.py"/>
        <source>The map shows no gemeente. Zoom to the Netherlands, or type the gemeenten.</source>
        <translation>De kaart toont geen gemeente. Zoom naar Nederland, of typ de gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/inview.py"/>
        <source>The map shows too large an area. Zoom in until it shows at most {most} gemeenten, or choose the whole country.</source>
        <translation>De kaart toont een te groot gebied. Zoom in tot er hoogstens {most} gemeenten te zien zijn, of kies heel Nederland.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>The nine maps appear here after “Make the Map”, each by one click.</source>
        <translation>Na “Maak de kaart” staan hier de negen kaarten, elk met één klik.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/write.py"/>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>The output could not be written: {reason}. Check that the place is writable and not full.</source>
        <translation>De uitvoer kon niet worden geschreven: {reason}. Kijk of er op die plek geschreven mag worden en of er ruimte is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>The output {name} cannot be written there. Choose a place that exists and is writable, and a kind of file such as .gpkg.</source>
        <translation>De uitvoer {name} kan daar niet geschreven worden. Kies een plek die bestaat en beschrijfbaar is, en een bestandssoort als .gpkg.</translation>
    </message>
    <message>
        <source>The output {name} cannot be written there. Choose a place that exists and is writable.</source>
        <translation type="vanished">De uitvoer {name} kan daar niet worden geschreven. Kies een plek die bestaat en waar geschreven mag worden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The overlay ran in the database {database}; only results travelled.</source>
        <translation>De overlay liep in de database {database}; alleen uitkomsten reisden.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The overlay runs in QGIS and not in the database ({reason}).</source>
        <translation>De overlay loopt in QGIS en niet in de database ({reason}).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The page is in the project as the layout “{name}”.</source>
        <translation>De pagina staat in het project als lay-out “{name}”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/sheet.py"/>
        <source>The page template has no item {name}. Install the plugin again.</source>
        <translation>Het paginasjabloon heeft geen onderdeel {name}. Installeer de plugin opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/printing.py"/>
        <source>The page {file} could not be written. Check that the folder is writable and not full.</source>
        <translation>De pagina {file} kon niet worden geschreven. Controleer of de map schrijfbaar is en niet vol.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/signals.py"/>
        <source>The period ends ({end}) before it begins ({start}). Swap the two dates.</source>
        <translation>De periode eindigt ({end}) voordat die begint ({start}). Verwissel de twee datums.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>The photo {file} could not be copied ({reason}). Nothing was changed.</source>
        <translation>De foto {file} kon niet worden gekopieerd ({reason}). Er is niets gewijzigd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/inview.py"/>
        <source>The project has no coordinate system. Set it at the lower right of the window, or type the gemeenten.</source>
        <translation>Het project heeft geen coördinatenstelsel. Stel het rechtsonder in het venster in, of typ de gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>The project has the nine maps as map themes and as pages to print. Nobody needs the plugin to open it, and the folder may be moved.</source>
        <translation>Het project heeft de negen kaarten als kaartthema's en als pagina's om te printen. Niemand heeft de plugin nodig om het te openen, en de map mag verplaatst worden.</translation>
    </message>
    <message>
        <source>The project {file} could not be written: {reason}</source>
        <translation type="vanished">Het project {file} kon niet worden geschreven: {reason}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>The proxy on the way to {where} does not let this through. Check Network in the options of QGIS.</source>
        <translation>De proxy op weg naar {where} laat dit niet door. Controleer Netwerk in de opties van QGIS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/fieldwork.py"/>
        <source>The relation {name} could not be made. Please report this.</source>
        <translation>De relatie {name} kon niet worden gemaakt. Meld dit alsjeblieft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/report.py"/>
        <source>The report {file} cannot be written: {reason}. Choose a place that exists and is writable.</source>
        <translation>Het rapport {file} kan niet worden geschreven: {reason}. Kies een plek die bestaat en waar je mag schrijven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>The result is a signal, not a verdict, and an open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.</source>
        <translation>De uitkomst is een signaal, geen oordeel, en een open equivalent van de Aedes-veerkrachtkaarten, niet die kaarten zelf.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/stock.py"/>
        <source>The rows of own stock do not add up ({placed} placed, {outside} outside, {without} without location, {all} in all); nothing was written. Please report this.</source>
        <translation>De rijen van het eigen bezit kloppen niet op de som ({placed} geplaatst, {outside} buiten, {without} zonder locatie, {all} in totaal); er is niets geschreven. Wil je dit melden?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The rows of {file} do not add up ({placed} of {all}); nothing was written. Please report this.</source>
        <translation>De rijen van {file} tellen niet op ({placed} van {all}); er is niets geschreven. Meld dit alsjeblieft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>The schema {schema} has a table {table} that was not made by sharing. Choose another schema, or rename that table first; nothing was changed.</source>
        <translation>Het schema {schema} heeft een tabel {table} die niet door delen gemaakt is. Kies een ander schema, of hernoem die tabel eerst; er is niets veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>The server of {where} was not found. Check the internet connection and the proxy in the options of QGIS, or work offline with the figures already fetched.</source>
        <translation>De server van {where} is niet gevonden. Controleer de internetverbinding en de proxy in de opties van QGIS, of werk offline met de cijfers die al zijn opgehaald.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/export.py"/>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>The service behind {layer} gave {got} of its {all} rows. Save the layer as GeoPackage first and use that.</source>
        <translation>De dienst achter {layer} gaf {got} van haar {all} rijen. Sla de laag eerst op als GeoPackage en gebruik die.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/styles.py"/>
        <source>The style {style} could not be saved with {layer}: {reason}</source>
        <translation>De stijl {style} kon niet bij {layer} worden opgeslagen: {reason}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>The table verantwoording lists the year and the cover of each indicator and everything that was dropped, merged or doubtful.</source>
        <translation>De tabel verantwoording noemt van elke indicator het jaar en de dekking, en alles wat wegviel, werd samengevoegd of twijfelachtig is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <source>The target year is {year} now. Press “Make the Map”.</source>
        <translation>Het doeljaar is nu {year}. Druk op ‘Maak de kaart’.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/sheet.py"/>
        <source>The template {file} is missing. Install the plugin again.</source>
        <translation>Het sjabloon {file} ontbreekt. Installeer de plugin opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The whole area on one page</source>
        <translation>Het hele gebied op één pagina</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>The whole area on one page also stays in your project as a layout, on your own layers, for you to change. A layout of the same name is left alone.</source>
        <translation>Het hele gebied op één pagina blijft ook als lay-out in je project, op je eigen lagen, om aan te passen. Een lay-out met dezelfde naam blijft zoals ze is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>The whole chain once a year: figures, classes, own stock, wijken side by side, and the folder for colleagues.</source>
        <translation>De hele keten eens per jaar: cijfers, klassen, eigen bezit, wijken naast elkaar en de map voor collega's.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>The whole country</source>
        <translation>Heel Nederland</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>The x and y of {layer} look swapped ({example}). If they are, run “Swap X and Y coordinates” on it first.</source>
        <translation>De x en y van {layer} lijken verwisseld ({example}). Klopt dat, draai er dan eerst ‘X- en Y-coördinaten omwisselen’ op.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>There are no newer editions than those that are known.</source>
        <translation>Er zijn geen nieuwere edities dan die al bekend zijn.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>There are no polygons of {year} to be had from PDOK. Choose another year, or use “Buurt layer from files”.</source>
        <translation>Van {year} zijn er bij PDOK geen polygonen te krijgen. Kies een ander jaar, of gebruik “Buurtlaag uit bestanden”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>There are several gemeenten called “{name}” in {year}: {which}. Give the code of the one you mean.</source>
        <translation>Er zijn in {year} meer gemeenten met de naam “{name}”: {which}. Geef de code van de gemeente die je bedoelt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/refreshing.py"/>
        <source>There is a new Leefbaarometer: {year}.</source>
        <translation>Er is een nieuwe Leefbaarometer: {year}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>There is no association to tell: too few buurten, or columns whose values are all equal.</source>
        <translation>Er is geen samenhang te geven: te weinig buurten, of kolommen met overal dezelfde waarde.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>There is no map yet. Choose “Make the Map” first.</source>
        <translation>Er is nog geen kaart. Kies eerst “Maak de kaart”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>There is no own stock on the map yet. Choose your list under Own Stock and make the map.</source>
        <translation>Er staat nog geen eigen bezit op de kaart. Kies je lijst onder Eigen bezit en maak de kaart.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>There is nothing but the table verantwoording to share. Add the classified buurten.</source>
        <translation>Er is alleen de tabel verantwoording om te delen. Voeg de buurten met klassen toe.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>These are signals from your own administration: who reports most does not have the most trouble always. Keep them inside.</source>
        <translation>Dit zijn signalen uit je eigen administratie: wie het meest meldt, heeft niet altijd de meeste last. Houd ze binnen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>This could not be read ({error}). The log panel “Veerkracht” has the details.</source>
        <translation>Dit kon niet worden gelezen ({error}). De details staan in het logpaneel “Veerkracht”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>This layer has no codes such as GM0917 or BU09170000. Choose another one, or type the gemeenten.</source>
        <translation>Deze laag heeft geen codes als GM0917 of BU09170000. Kies een andere, of typ de gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/export.py"/>
        <source>This QGIS cannot write XLSX. Leave the workbook out, or use the lists (CSV).</source>
        <translation>Deze QGIS kan geen XLSX schrijven. Laat de werkmap weg, of gebruik de lijsten (CSV).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/plugin.py"/>
        <source>This QGIS has no Python package pandas, so the algorithms of Veerkracht cannot run. Open one of them to read how this system gets it.</source>
        <translation>Deze QGIS heeft het Python-pakket pandas niet, dus de algoritmen van Veerkracht kunnen niet draaien. Open er een om te lezen hoe dit systeem het krijgt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/pgshare.py"/>
        <source>This QGIS lacks the Python package psycopg2, without which it cannot write to PostGIS in one go. Install it, or share as a folder.</source>
        <translation>Deze QGIS mist het Python-pakket psycopg2, en kan zonder dat niet in één keer naar PostGIS schrijven. Installeer het, of deel als map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>This sends addresses to PDOK. Agree to it first under Settings › Options › Veerkracht.</source>
        <translation>Hiermee gaan adressen naar PDOK. Stem daar eerst mee in bij Extra › Opties › Veerkracht.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>This takes minutes the first time.</source>
        <translation>De eerste keer duurt dit minuten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/sharing.py"/>
        <source>Through the Years…</source>
        <translation>Door de jaren heen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>Type a gemeente under Area first, or choose the built-in example under Data.</source>
        <translation>Typ eerst een gemeente bij Gebied, of kies bij Gegevens het ingebouwde voorbeeld.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Update</source>
        <translation>Bijwerken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Use own files</source>
        <translation>Eigen bestanden gebruiken</translation>
    </message>
    <message>
        <source>Use Own Files…</source>
        <translation type="vanished">Eigen bestanden gebruiken…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Validate the classes</source>
        <translation>De klassen valideren</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>Values of a wijk or gemeente come from counts, never from averaged percentages.</source>
        <translation>Waarden van een wijk of gemeente komen uit tellingen, nooit uit gemiddelde percentages.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/dock.py"/>
        <location filename="../veerkracht_plugin/plugin.py"/>
        <source>Veerkracht</source>
        <translation>Veerkracht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Veerkracht needs the Python package pandas, which this QGIS does not have ({error}). Debian and Ubuntu: install python3-pandas. Windows: choose the OSGeo4W package python3-pandas or the standalone installer. macOS: use the official QGIS build.</source>
        <translation>Veerkracht heeft het Python-pakket pandas nodig, dat deze QGIS niet heeft ({error}). Debian en Ubuntu: installeer python3-pandas. Windows: kies het OSGeo4W-pakket python3-pandas of het zelfstandige installatieprogramma van QGIS. macOS: gebruik de officiële QGIS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/plugin.py"/>
        <source>Veerkracht Panel</source>
        <translation>Paneel Veerkracht</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Verantwoording</source>
        <translation>Verantwoording</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Verantwoording of the classes</source>
        <translation>Verantwoording van de klassen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Verantwoording of the figures</source>
        <translation>Verantwoording van de cijfers</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Verantwoording of the list</source>
        <translation>Verantwoording van de lijst</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Verantwoording of the placing</source>
        <translation>Verantwoording van de plaatsing</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/figures.py"/>
        <source>Voorbeeldstad does not exist: {year}, with {base} as base year.</source>
        <translation>Voorbeeldstad bestaat niet: {year}, met {base} als basisjaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>Vulnerability against nuisance in the target year.</source>
        <translation>Kwetsbaarheid tegenover overlast in het doeljaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>Web page that opens from disk (HTML)</source>
        <translation>Webpagina die vanaf schijf opent (HTML)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Weights (energielabel=2;bouwjaar=-1)</source>
        <translation>Gewichten (energielabel=2;bouwjaar=-1)</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>Weights of indicators, where they differ from the method</source>
        <translation>Gewichten van indicatoren, waar ze afwijken van de methode</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>Weights that the classification was given</source>
        <translation>Gewichten die de classificatie kreeg</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Weights, such as bijst=1,wmo=0.5</source>
        <translation>Gewichten, zoals bijst=1,wmo=0.5</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Weights, where they differ from the default</source>
        <translation>Gewichten, waar ze afwijken van de standaard</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Weights: bijst=1,wmo=0.5 replaces the default weight of those indicators; 0 leaves one out.</source>
        <translation>Gewichten: bijst=1,wmo=0.5 vervangt het standaardgewicht van die indicatoren; 0 laat er een weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Weights: energielabel=2;bouwjaar=-1. A positive number gives priority to high values (a worse label counts as higher), a negative one to low values. The classes kl_focus and kl_signa weigh 1 each; kl_signa=0 leaves one out.</source>
        <translation>Gewichten: energielabel=2;bouwjaar=-1. Een positief getal geeft voorrang aan hoge waarden (een slechter label telt als hoger), een negatief aan lage. De klassen kl_focus en kl_signa wegen elk 1; kl_signa=0 laat er een weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: every indicator has weight 0; give at least one a weight above 0.</source>
        <translation>Gewichten: elke indicator heeft gewicht 0; geef er minstens één een gewicht boven 0.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Weights: no column counts. Give at least one a weight other than 0, for instance energielabel=2.</source>
        <translation>Gewichten: geen enkele kolom telt mee. Geef er minstens één een ander gewicht dan 0, bijvoorbeeld energielabel=2.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Weights: there is no column “{name}”. Did you mean {near}?</source>
        <translation>Gewichten: er is geen kolom “{name}”. Bedoel je {near}?</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Weights: there is no column “{name}”. There are {known}.</source>
        <translation>Gewichten: er is geen kolom “{name}”. Er zijn {known}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Weights: {name} is given twice; give each column once.</source>
        <translation>Gewichten: {name} staat er twee keer; noem elke kolom één keer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: {name} is given twice; give each indicator once.</source>
        <translation>Gewichten: {name} staat er twee keer; noem elke indicator één keer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: “{name}” is not an indicator. Use {known}, as in bijst=1,wmo=0.5.</source>
        <translation>Gewichten: “{name}” is geen indicator. Gebruik {known}, zoals in bijst=1,wmo=0.5.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/prioritising.py"/>
        <source>Weights: “{part}” needs a number behind the =. A positive one gives priority to high values, a negative one to low values: energielabel=2;bouwjaar=-1.</source>
        <translation>Gewichten: achter “{part}” hoort een getal achter de =. Een positief getal geeft voorrang aan hoge waarden, een negatief aan lage: energielabel=2;bouwjaar=-1.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: “{part}” needs a number of 0 or more behind the =, as in bijst=1,wmo=0.5.</source>
        <translation>Gewichten: “{part}” heeft een getal van 0 of meer nodig achter het =, zoals in bijst=1,wmo=0.5.</translation>
    </message>
    <message>
        <source>Weights: “{part}” needs a number of 0 or more behind the =, with a decimal point: bijst=1,wmo=0.5.</source>
        <translation type="vanished">Gewichten: achter de = van “{part}” hoort een getal van 0 of meer, met een decimale punt: bijst=1,wmo=0.5.</translation>
    </message>
    <message>
        <source>What Goes Together…</source>
        <translation type="vanished">Wat hangt samen…</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>What is named here replaces the weight of the method; 0 leaves an indicator out.</source>
        <translation>Wat hier staat vervangt het gewicht van de methode; 0 laat een indicator weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>What strikes you? Select buurten here or in the map.</source>
        <translation>Wat valt je op? Selecteer buurten hier of in de kaart.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/area.py"/>
        <source>What the Map Shows</source>
        <translation>Wat de kaart toont</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>What was fetched is kept as it came and used again while it is valid. Refresh fetches everything anew, and looks for new editions; without a connection the last copy is used, and its date said. Working offline asks nobody: the layer is made of what was fetched before, and says of when that is.</source>
        <translation>Wat is opgehaald, blijft bewaard zoals het kwam en wordt opnieuw gebruikt zolang het geldig is. Vernieuwen haalt alles opnieuw op en zoekt naar nieuwe edities; zonder verbinding wordt de laatste kopie gebruikt, met vermelding van de datum. ‘Zonder verbinding werken’ vraagt niemand iets: de laag wordt gemaakt uit wat eerder is opgehaald, en zegt van wanneer dat is.</translation>
    </message>
    <message>
        <source>What was fetched is kept as it came and used again while it is valid. Refresh fetches everything anew; without a connection the last copy is used, and its date said.</source>
        <translation type="vanished">Wat is opgehaald, blijft bewaard zoals het kwam en wordt opnieuw gebruikt zolang het geldig is. Verversen haalt alles opnieuw op; zonder verbinding wordt de laatste kopie gebruikt, met haar datum erbij.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/command.py"/>
        <source>What “{button}” does with your present choices, step by step. Passwords and keys of layers are left out; use a stored log-in of QGIS for them.</source>
        <translation>Wat “{button}” doet met je keuzes van nu, stap voor stap. Wachtwoorden en sleutels van lagen staan er niet in; gebruik daarvoor een opgeslagen aanmelding van QGIS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <source>Which column is what is guessed from its content and shown. Give the name of a column to change a guess.</source>
        <translation>Welke kolom wat is, wordt uit de inhoud geraden en getoond. Geef de naam van een kolom om een gok te veranderen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>Which column is what is guessed from names and content and shown with examples. Give the name of a column to change a guess (the choice is remembered for files with the same columns), - to leave it out, ? to guess again. The id may be several columns, separated by commas.</source>
        <translation>Welke kolom wat is, wordt geraden uit naam en inhoud en getoond met voorbeelden. Geef de naam van een kolom om dat te veranderen (de keuze wordt onthouden voor bestanden met dezelfde kolommen), - om hem weg te laten, ? om opnieuw te raden. De sleutel mag uit meer kolommen bestaan, gescheiden door komma’s.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>Which rows count</source>
        <translation>Welke rijen meetellen</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/compare.py"/>
        <source>Wijken</source>
        <translation>Wijken</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>With the files of both years, as CBS gives them, figures are re-allocated over borders that moved.</source>
        <translation>Met de bestanden van beide jaren, zoals het CBS ze geeft, worden cijfers herverdeeld over grenzen die zijn verschoven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Within gemeenten</source>
        <translation>Binnen gemeenten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>Within gemeenten: each buurt is compared with the others of its own gemeente, so that differences between gemeenten do not count.</source>
        <translation>Binnen gemeenten: elke buurt wordt vergeleken met de andere van haar eigen gemeente, zodat verschillen tussen gemeenten niet meetellen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>Without a field with the complex (COMPLEX_FIELD) the layer of complexes stays empty.</source>
        <translation>Zonder veld met het complex (COMPLEX_FIELD) blijft de laag met complexen leeg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Without years the newest year whose residents and borders are out is taken, with a base eight years before the newest Leefbaarometer. A target year alone gives no change.</source>
        <translation>Zonder jaren wordt het nieuwste jaar genomen waarvan inwoners en grenzen er zijn, met een basisjaar acht jaar vóór de nieuwste Leefbaarometer. Met alleen een doeljaar is er geen verandering.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>Work offline: use only what was fetched before</source>
        <translation>Zonder verbinding werken: alleen gebruiken wat eerder is opgehaald</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>Year of planned work</source>
        <translation>Jaar van het geplande werk</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Year of the Leefbaarometer</source>
        <translation>Jaar van de Leefbaarometer</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/models.py"/>
        <source>Yearly update</source>
        <translation>Jaarlijkse actualisatie</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>Yes, Look</source>
        <translation>Ja, kijk</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>You can change this in the settings of Veerkracht.</source>
        <translation>Je kunt dit veranderen in de instellingen van Veerkracht.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/news.py"/>
        <source>You will not hear of this year again.</source>
        <translation>Je hoort niet nog eens van dit jaar.</translation>
    </message>
    <message>
        <source>Your properties on the map, counted per complex and per buurt.</source>
        <translation type="vanished">Je bezit op de kaart, geteld per complex en per buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/download.py"/>
        <source>{address} could not be asked; the copy of {date} was used.</source>
        <translation>{address} was niet te bevragen; de kopie van {date} is gebruikt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/print_maps.py"/>
        <source>{area} has no polygons and gets no page.</source>
        <translation>{area} heeft geen polygonen en krijgt geen pagina.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/notes.py"/>
        <source>{file} cannot be changed ({reason}). Is it open in another program, or read-only? Nothing was changed.</source>
        <translation>{file} kan niet worden gewijzigd ({reason}). Is het open in een ander programma, of alleen-lezen? Er is niets gewijzigd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/notes.py"/>
        <source>{file} cannot be read as a GeoPackage. Choose the file “notities.gpkg” that came back.</source>
        <translation>{file} is niet te lezen als GeoPackage. Kies het bestand “notities.gpkg” dat terugkwam.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/notes.py"/>
        <location filename="../veerkracht_plugin/processing/fieldwork.py"/>
        <source>{file} cannot be written ({reason}). Choose a folder that exists and is writable.</source>
        <translation>{file} kan niet worden geschreven ({reason}). Kies een map die bestaat en waarin je mag schrijven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/folder.py"/>
        <location filename="../veerkracht_plugin/maps/printing.py"/>
        <source>{file} could not be replaced ({reason}). Is it open in another program? Close it and run again; nothing was changed.</source>
        <translation>{file} kon niet worden vervangen ({reason}). Staat het open in een ander programma? Sluit het en start opnieuw; er is niets veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <source>{file} could not be written. Make room in the folder, or choose another one.</source>
        <translation>{file} kon niet worden geschreven. Maak ruimte in de map, of kies een andere.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{file} could not be written: {why}. Make room, or choose another folder in the settings.</source>
        <translation>{file} kon niet worden geschreven: {why}. Maak ruimte, of kies een andere map in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>{file} has no column that holds the complex. Its columns are {columns}; give the column a name such as complex.</source>
        <translation>{file} heeft geen kolom met het complex. De kolommen zijn {columns}; geef de kolom een naam als complex.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>{file} has no column with a date that can be recognised. Give DATE_FIELD; its columns are {columns}.</source>
        <translation>{file} heeft geen kolom met een datum die te herkennen is. Geef DATE_FIELD; de kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{file} holds no CSV file with figures per buurt. Choose another file.</source>
        <translation>{file} bevat geen CSV-bestand met cijfers per buurt. Kies een ander bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/making.py"/>
        <location filename="../veerkracht_plugin/maps/fieldwork.py"/>
        <location filename="../veerkracht_plugin/maps/project.py"/>
        <source>{file} holds no layer {layer}. Make it again.</source>
        <translation>{file} bevat geen laag {layer}. Maak het bestand opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/notes.py"/>
        <source>{file} holds no notes (tables “notities” and “gesprekken”). Choose the file “notities.gpkg” that came back.</source>
        <translation>{file} bevat geen notities (tabellen “notities” en “gesprekken”). Kies het bestand “notities.gpkg” dat terugkwam.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{file} holds {names} and no CSV file with figures per buurt. Unpack it and choose the file itself.</source>
        <translation>{file} bevat {names} en geen CSV-bestand met cijfers per buurt. Pak het uit en kies het bestand zelf.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>{file} is both what came back and what is collected. Copy the folder of each device to a place of its own.</source>
        <translation>{file} is zowel wat terugkwam als waarin wordt verzameld. Kopieer de map van elk apparaat naar een eigen plek.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>{file} is no GeoPackage. Choose a name that ends in .gpkg.</source>
        <translation>{file} is geen GeoPackage. Kies een naam die eindigt op .gpkg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{file} is open in this project and writing over it would break its layer. Choose another file, or remove the layer first.</source>
        <translation>{file} is geopend in dit project en overschrijven zou de laag stukmaken. Kies een ander bestand of verwijder eerst de laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/keeping.py"/>
        <source>{file} is there already and cannot be replaced ({why}). Close it where it is open, or choose another place.</source>
        <translation>{file} bestaat al en kan niet worden vervangen ({why}). Sluit het waar het open staat, of kies een andere plek.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/notes.py"/>
        <source>{file} is there already and may hold notes, so it stays as it is.</source>
        <translation>{file} bestaat al en kan notities bevatten, dus het blijft zoals het is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>{file} opens the layer with its dates in any QGIS; keep it beside {layer}.</source>
        <translation>{file} opent de laag met haar datums in elke QGIS; laat het naast {layer} staan.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{file} would hold something that must not leave this computer, so nothing was written. The log panel “Veerkracht” says what; please report it.</source>
        <translation>In {file} zou iets staan dat deze computer niet mag verlaten, dus is er niets geschreven. Het logpaneel “Veerkracht” zegt wat; meld het alsjeblieft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{file} would hold {kept} of {all} rows of {output}. Check that the disk is not full, or choose GeoPackage (.gpkg): some kinds of file leave out what has no location.</source>
        <translation>In {file} zouden {kept} van de {all} rijen van {output} komen. Kijk of de schijf niet vol is, of kies GeoPackage (.gpkg): sommige bestandssoorten laten weg wat geen plaats heeft.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/roles.py"/>
        <source>{file}: a location needs two columns, but only {parameter} is known. Give X_FIELD and Y_FIELD.</source>
        <translation>{file}: een plaats vraagt twee kolommen, maar alleen {parameter} is bekend. Geef X_FIELD en Y_FIELD.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{first} and {second} both go to {file}, and the second would replace the first. Give each its own file.</source>
        <translation>{first} en {second} gaan beide naar {file}, en de tweede zou de eerste vervangen. Geef elk een eigen bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/folder.py"/>
        <source>{folder} is a file. Choose a folder.</source>
        <translation>{folder} is een bestand. Kies een map.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/signals.py"/>
        <source>{layer} does not say its period (fields van and tot).</source>
        <translation>{layer} zegt de periode niet (velden van en tot).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/properties.py"/>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>{layer} has coordinates such as {x}, {y} that do not belong to its coordinate system {crs}. If they are RD metres, set its coordinate system to EPSG:28992.</source>
        <translation>{layer} heeft coördinaten als {x}, {y} die niet bij het coördinatensysteem {crs} horen. Zijn het RD-meters, stel het coördinatensysteem dan in op EPSG:28992.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/material.py"/>
        <location filename="../veerkracht_plugin/processing/importaedes.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>{layer} has no classes yet (field kl_focus). Run “Classify resilience” on it first.</source>
        <translation>{layer} heeft nog geen klassen (veld kl_focus). Voer er eerst “Veerkracht classificeren” op uit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>{layer} has no column {column}. Choose one of its columns.</source>
        <translation>{layer} heeft geen kolom {column}. Kies een van de kolommen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} has no columns that can be shared. Leave it out.</source>
        <translation>{layer} heeft geen kolommen die gedeeld kunnen worden. Laat de laag weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} has no coordinate system, so there is no GeoJSON of it.</source>
        <translation>{layer} heeft geen coördinatenstelsel, dus is er geen GeoJSON van.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>{layer} has no coordinate system. Set it in the layer's properties (RD New is EPSG:28992).</source>
        <translation>{layer} heeft geen coördinatensysteem. Stel het in bij de eigenschappen van de laag (RD New is EPSG:28992).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/material.py"/>
        <source>{layer} has no field {field}. It has {fields}.</source>
        <translation>{layer} heeft geen veld {field}. Wel zijn er {fields}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>{layer} has no geometry. Choose the field that holds the buurt code, or a layer with locations.</source>
        <translation>{layer} heeft geen geometrie. Kies het veld met de buurtcode, of een laag met locaties.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>{layer} has no polygons of areas. Choose another layer.</source>
        <translation>{layer} heeft geen polygonen van gebieden. Kies een andere laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/material.py"/>
        <source>{layer} has no polygons, so there is no map to draw. Choose the layer with polygons.</source>
        <translation>{layer} heeft geen polygonen, dus er is geen kaart te tekenen. Kies de laag met polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>{layer} has no polygons. Choose a layer with the borders of the buurten, not a table.</source>
        <translation>{layer} heeft geen polygonen. Kies een laag met de grenzen van de buurten, geen tabel.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} has no rows to share.</source>
        <translation>{layer} heeft geen rijen om te delen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>{layer} holds complexes, and homes are needed to say in which buurt a registration lies. Choose the output “Own stock with classes” of “Own stock on the map”.</source>
        <translation>{layer} bevat complexen, en er zijn woningen nodig om te zeggen in welke buurt een registratie ligt. Kies de uitvoer “Eigen bezit met klassen” van “Eigen bezit op de kaart”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} holds figures of Aedes that are for its members only. Share them only as Aedes allows.</source>
        <translation>In {layer} staan cijfers van Aedes die alleen voor leden zijn. Deel ze alleen zoals Aedes dat toestaat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} holds figures of Aedes that are for its members only; they stay inside.</source>
        <translation>In {layer} staan cijfers van Aedes die alleen voor leden zijn; ze blijven binnen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/buurten.py"/>
        <source>{layer} holds more than one row for {codes}. Keep one row for each buurt.</source>
        <translation>{layer} bevat meer dan één rij voor {codes}. Houd per buurt één rij over.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/beside.py"/>
        <source>{layer} holds no development through the years: it has no field {fields}. Choose the output “Buurten through the years” of “Development through the years”.</source>
        <translation>{layer} bevat geen ontwikkeling door de jaren: het veld {fields} ontbreekt. Kies de uitvoer “Buurten door de jaren” van “Ontwikkeling door de jaren”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/signals.py"/>
        <source>{layer} holds no own signals per buurt: it has no field {fields}. Choose the output “Signals per buurt” of “Own signals per buurt and complex”.</source>
        <translation>{layer} bevat geen eigen signalen per buurt: het veld {fields} ontbreekt. Kies de uitvoer “Signalen per buurt” van “Eigen signalen per buurt en complex”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>{layer} holds no rows. Choose another layer or drop its filter.</source>
        <translation>{layer} bevat geen rijen. Kies een andere laag of haal het filter weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/places.py"/>
        <source>{layer} holds the polygons of {years} over each other. Filter it to one year.</source>
        <translation>{layer} bevat de polygonen van {years} over elkaar. Filter op één jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>{layer} holds {complexes} more than once. Choose the output “Complexes” of “Own stock on the map”, which has one row for each, and give a list of homes as the table with own columns.</source>
        <translation>In {layer} staat {complexes} meer dan één keer. Kies de uitvoer “Complexen” van “Eigen bezit op de kaart”, die één rij per complex heeft, en geef een lijst van woningen als tabel met eigen kolommen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>{layer} is no layer of complexes with classes: it needs the fields complex and kl_focus. Choose the output “Complexes” of “Own stock on the map”.</source>
        <translation>{layer} is geen laag van complexen met klassen: de velden complex en kl_focus zijn nodig. Kies de uitvoer “Complexen” van “Eigen bezit op de kaart”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} is no layer of points, lines, polygons or rows, or its source is gone. Leave it out.</source>
        <translation>{layer} is geen laag met punten, lijnen, vlakken of rijen, of de bron is weg. Laat de laag weg.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/buurten.py"/>
        <source>{layer} is not a buurt layer: it has no field {fields}. Make one with “Buurt layer from files” first.</source>
        <translation>{layer} is geen buurtlaag: het veld {fields} ontbreekt. Maak er eerst een met “Buurtlaag uit bestanden”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} is not a layer that can be read. Check its name or path.</source>
        <translation>{layer} is geen laag die gelezen kan worden. Kijk de naam of het pad na.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/timeseries.py"/>
        <source>{layer} is not of one year (field jaar: {years}). Choose buurt layers made by “Download” or “Buurt layer from files”.</source>
        <translation>{layer} is niet van één jaar (veld jaar: {years}). Kies buurtlagen van “Download” of “Buurtlaag uit bestanden”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/material.py"/>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>{layer} is not own stock with its buurten: it has no field bu_code. Run “Own stock on the map” first.</source>
        <translation>{layer} is geen eigen bezit met buurten: het veld bu_code ontbreekt. Start eerst “Eigen bezit op de kaart”.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>{layer} is said to be in {crs}, but its coordinates ({example}) look like {other}. Set that coordinate system in the properties of the layer.</source>
        <translation>{layer} zou in {crs} zijn, maar de coördinaten ({example}) lijken op {other}. Stel dat coördinatenstelsel in bij de eigenschappen van de laag.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/building.py"/>
        <source>{layer} lies outside the Netherlands (at {x}, {y} in RD), so its coordinates are not of the coordinate system that it has. Set the right one in the layer's properties.</source>
        <translation>{layer} ligt buiten Nederland (bij {x}, {y} in RD), dus de coördinaten horen niet bij het coördinatensysteem dat de laag heeft. Stel het juiste in bij de laageigenschappen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} says of its rights: “{rights}”. Make sure that you may hand it on.</source>
        <translation>{layer} zegt over de rechten: “{rights}”. Ga na of je de laag mag doorgeven.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} stays inside: it holds single properties.</source>
        <translation>{layer} blijft binnen: er staan afzonderlijke woningen in.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer} stays inside: the plugin does not know what is in it.</source>
        <translation>{layer} blijft binnen: de plugin weet niet wat erin staat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <location filename="../veerkracht_plugin/sources/stockfiles.py"/>
        <source>{layer} was loaded with the wrong separator: all its columns are in one field, “{field}”. Choose the file itself, or load it again with the right separator.</source>
        <translation>{layer} is met het verkeerde scheidingsteken geladen: alle kolommen staan in één veld, “{field}”. Kies het bestand zelf, of laad het opnieuw met het juiste scheidingsteken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{layer}: {n} values were paths on this computer; only the name of the file goes along.</source>
        <translation>{layer}: {n} waarden waren paden op deze computer; alleen de naam van het bestand gaat mee.</translation>
    </message>
    <message>
        <source>{member} in {file} is larger than {limit} MB, which no file of this kind is. It was not read; download it again from the publisher.</source>
        <translation type="vanished">{member} in {file} is groter dan {limit} MB, wat geen bestand van deze soort is. Het is niet gelezen; download het opnieuw bij de uitgever.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{member} in {file} would be {size} MB when unpacked, which no file of this kind is. It was not read; download it again from the publisher.</source>
        <translation>{member} in {file} zou uitgepakt {size} MB zijn, en dat is geen bestand van deze soort. Het is niet gelezen; download het opnieuw bij de uitgever.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/pdok.py"/>
        <source>{name} gave polygons of {said} where those of {year} were asked. Try again later, or use a file with polygons.</source>
        <translation>{name} gaf polygonen van {said} waar die van {year} gevraagd waren. Probeer het later opnieuw, of gebruik een bestand met polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>{n} buurten</source>
        <translation>{n} buurten</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>{n} buurten are selected.</source>
        <translation>Er zijn {n} buurten geselecteerd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <source>{n} buurten have no point, as a figure is missing.</source>
        <translation>{n} buurten hebben geen punt, want er ontbreekt een cijfer.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>{n} columns on migration background are not used: {columns}</source>
        <translation>{n} kolommen over migratieachtergrond worden niet gebruikt: {columns}</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/settings_page.py"/>
        <source>{n} MB in use</source>
        <translation>{n} MB in gebruik</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>{n} notes are there in two states of the same moment, marked in the field “conflict”. Open the right one, save it, and run again.</source>
        <translation>{n} notities staan er in twee versies van hetzelfde moment, gemerkt in het veld “conflict”. Open de goede, sla haar op en voer het opnieuw uit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/context.py"/>
        <source>{n} of {all} buurten are in {table}; the others have no figures from it.</source>
        <translation>{n} van {all} buurten staan in {table}; de andere krijgen daar geen cijfers uit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/factsheets.py"/>
        <source>{n} of {all} notes lie in no buurt of this layer and are not shown.</source>
        <translation>{n} van {all} notities liggen in geen enkele buurt van deze laag en worden niet getoond.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/pages.py"/>
        <source>{n} of {all} rows of own stock lie in no buurt of this layer and are not counted.</source>
        <translation>{n} van {all} rijen eigen bezit liggen in geen buurt van deze laag en tellen niet mee.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>{n} of {all} rows remain.</source>
        <translation>{n} van {all} rijen blijven over.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>{n} own units</source>
        <translation>{n} eigen eenheden</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/importnotes.py"/>
        <source>{n} photos did not come along, such as {file}. Copy the folder DCIM of the device beside its notities.gpkg and run again.</source>
        <translation>{n} foto's kwamen niet mee, zoals {file}. Kopieer de map DCIM van het apparaat naast zijn notities.gpkg en voer het opnieuw uit.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/looking.py"/>
        <location filename="../veerkracht_plugin/gui/maps.py"/>
        <source>{n} residents</source>
        <translation>{n} inwoners</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/share.py"/>
        <source>{n} rows of {layer} lie nowhere on earth and are not in its GeoJSON.</source>
        <translation>{n} rijen van {layer} liggen nergens op aarde en staan niet in de GeoJSON.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/stock.py"/>
        <source>{n} rows. Check which column is what.</source>
        <translation>{n} rijen. Controleer welke kolom wat is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{output} is a table without locations, which a file such as {file} cannot hold. Choose GeoPackage (.gpkg), Excel (.xlsx) or CSV (.csv).</source>
        <translation>{output} is een tabel zonder plaatsen, en die past niet in een bestand als {file}. Kies GeoPackage (.gpkg), Excel (.xlsx) of CSV (.csv).</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{output} would be written over the input {file}. Choose another file; inputs are never changed.</source>
        <translation>{output} zou over de invoer {file} heen worden geschreven. Kies een ander bestand; invoer wordt nooit veranderd.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>{parameter} is not a polygon layer that can be read. Choose the Wijk- en buurtkaart of the target year.</source>
        <translation>{parameter} is geen leesbare polygonenlaag. Kies de Wijk- en buurtkaart van het doeljaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>{parameter}: the layer of properties has no field {field}. Its fields are {fields}.</source>
        <translation>{parameter}: de laag met bezit heeft geen veld {field}. De velden zijn {fields}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/prioritise.py"/>
        <source>{parameter}: there is no column {column}. There are {columns}.</source>
        <translation>{parameter}: er is geen kolom {column}. Er zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/owntables.py"/>
        <location filename="../veerkracht_plugin/sources/roles.py"/>
        <source>{parameter}: {file} has no column {column}. Its columns are {columns}.</source>
        <translation>{parameter}: {file} heeft geen kolom {column}. De kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <location filename="../veerkracht_plugin/processing/owntables.py"/>
        <location filename="../veerkracht_plugin/processing/readstock.py"/>
        <source>{parameter}: {value} is not a layer of this project and not a file that exists. Choose another one.</source>
        <translation>{parameter}: {value} is geen laag van dit project en geen bestand dat bestaat. Kies iets anders.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{parameter}: {where} has no column “{column}”. Its columns are {columns}.</source>
        <translation>{parameter}: {where} heeft geen kolom “{column}”. De kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/signals.py"/>
        <source>{parameter}: “{value}” is not a date. Write 1-7-2027, 2027-07-01 or 20270701.</source>
        <translation>{parameter}: “{value}” is geen datum. Schrijf 1-7-2027, 2027-07-01 of 20270701.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/overlaystock.py"/>
        <source>{share} % of the rows lie in no buurt ({count} of {all}), for instance {sample}. Check the coordinate system of the layer, and whether the buurt layer covers the whole area.</source>
        <translation>{share} % van de rijen ligt in geen buurt ({count} van {all}), bijvoorbeeld {sample}. Controleer het coördinatensysteem van de laag, en of de buurtlaag het hele gebied dekt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/bag.py"/>
        <source>{table} cannot serve as addresses: it has no column with BAG ids and none with postcode and house number. Its columns are {columns}.</source>
        <translation>{table} is niet als adressen te gebruiken: er is geen kolom met BAG-id’s en geen met postcode en huisnummer. De kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/export.py"/>
        <location filename="../veerkracht_plugin/maps/handover.py"/>
        <location filename="../veerkracht_plugin/maps/project.py"/>
        <source>{table} could not be written ({reason}). Check that the folder is writable and not full.</source>
        <translation>{table} kon niet geschreven worden ({reason}). Kijk of de map beschrijfbaar en niet vol is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/bag.py"/>
        <source>{table} holds no locations in RD (columns x and y, or points). Choose a BAG layer with points.</source>
        <translation>{table} heeft geen plaatsen in RD (kolommen x en y, of punten). Kies een BAG-laag met punten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} asks to sign in (HTTP {status}). Choose the authentication configuration of QGIS that belongs to this address.</source>
        <translation>{where} vraagt om aanmelding (HTTP {status}). Kies de authenticatieconfiguratie van QGIS die bij dit adres hoort.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} broke off its answer half way. Try again later.</source>
        <translation>{where} brak het antwoord halverwege af. Probeer het later opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} broke off its answer in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation>{where} brak in {attempts} pogingen het antwoord af. Probeer het later opnieuw; cijfers die al zijn opgehaald, zijn offline te gebruiken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} could not be reached in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation>{where} was in {attempts} pogingen niet bereikbaar. Probeer het later opnieuw; cijfers die al zijn opgehaald, zijn offline te gebruiken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} did not answer in time in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation>{where} antwoordde in {attempts} pogingen niet op tijd. Probeer het later opnieuw; cijfers die al zijn opgehaald, zijn offline te gebruiken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} did not answer well; next attempt in {seconds} s.</source>
        <translation>{where} antwoordde niet goed; volgende poging over {seconds} s.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} did not give {wanted} but something else. Check the address in the settings, or look for a new version of the plugin.</source>
        <translation>{where} gaf geen {wanted} maar iets anders. Controleer het adres in de instellingen, of kijk of er een nieuwe versie van de plugin is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} does not accept the question (HTTP {status}). The service may have changed: look for a new version of the plugin.</source>
        <translation>{where} aanvaardt de vraag niet (HTTP {status}). De dienst is misschien veranderd: kijk of er een nieuwe versie van de plugin is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} does not exist (HTTP {status}). The publisher may have moved it: look for a new version of the plugin, or set the new address in the settings.</source>
        <translation>{where} bestaat niet (HTTP {status}). Misschien heeft de uitgever het verplaatst: kijk of er een nieuwe versie van de plugin is, of stel het nieuwe adres in bij de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} does not say of which year its scores are. Fill in the year of the Leefbaarometer.</source>
        <translation>{where} zegt niet van welk jaar de scores zijn. Vul het jaar van de Leefbaarometer in.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{where} gave a web page and not a file, probably one to sign in on. Choose the authentication configuration of QGIS that belongs to it, or download the file and choose it.</source>
        <translation>{where} gaf een webpagina en geen bestand, waarschijnlijk een om op in te loggen. Kies de authenticatieconfiguratie van QGIS die erbij hoort, of download het bestand en kies dat.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave a web page instead of {wanted}. Open it in a browser and sign in to the network if it asks for that; else check the address in the settings.</source>
        <translation>{where} gaf een webpagina in plaats van {wanted}. Open het adres in een browser en meld je aan op het netwerk als daarom gevraagd wordt; controleer anders het adres in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave an empty answer. Try again later; figures already fetched can be used offline.</source>
        <translation>{where} gaf een leeg antwoord. Probeer het later opnieuw; cijfers die al zijn opgehaald, zijn offline te gebruiken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/background.py"/>
        <source>{where} gave no picture for the background. Print without it, or check the address in the settings.</source>
        <translation>{where} gaf geen plaatje voor de achtergrond. Druk af zonder, of controleer het adres in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave text that cannot be read as {encoding}. Try again later, or use a file that you downloaded.</source>
        <translation>{where} gaf tekst die niet als {encoding} te lezen is. Probeer het later opnieuw, of gebruik een bestand dat je hebt gedownload.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{where} has names of buurten, but no codes and no gemeenten, and this layer holds several gemeenten. Add a column with the gemeente, or choose the column with the codes in CODE_FIELD.</source>
        <translation>{where} heeft namen van buurten maar geen codes en geen gemeenten, en deze laag heeft meer gemeenten. Voeg een kolom met de gemeente toe, of kies de kolom met de codes bij CODE_FIELD.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} has no column for the number of residents (AantalInwoners). Choose the table Kerncijfers wijken en buurten; the columns found are {columns}.</source>
        <translation>{where} heeft geen kolom voor het aantal inwoners (AantalInwoners). Kies de tabel Kerncijfers wijken en buurten; de gevonden kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} has no column onv (overlast en onveiligheid). Choose the Leefbaarometer scores per buurt; the columns found are {columns}.</source>
        <translation>{where} heeft geen kolom onv (overlast en onveiligheid). Kies de scores van de Leefbaarometer per buurt; de gevonden kolommen zijn {columns}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/validate.py"/>
        <source>{where} has no column with codes of buurten or wijken such as BU09170001 or WK091700. Choose a table with such codes, or a layer of polygons.</source>
        <translation>{where} heeft geen kolom met codes van buurten of wijken zoals BU09170001 of WK091700. Kies een tabel met zulke codes, of een laag met polygonen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/composition.py"/>
        <source>{where} has no filled column on age, households, dwellings, income or work that is known here. Choose the table Kerncijfers wijken en buurten of CBS.</source>
        <translation>{where} heeft geen gevulde kolom over leeftijd, huishoudens, woningen, inkomen of werk die hier bekend is. Kies de tabel Kerncijfers wijken en buurten van CBS.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{where} holds different classes for one buurt: {codes}. Keep one row for each buurt, for instance of one year.</source>
        <translation>{where} heeft verschillende klassen voor één buurt: {codes}. Houd één rij per buurt, bijvoorbeeld van één jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds figures of {years} and not of {year}. Set the year to match, or choose the table of {year}.</source>
        <translation>{where} bevat cijfers van {years} en niet van {year}. Pas het jaar aan of kies de tabel van {year}.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds no buurt codes such as BU03630000 (seen: {examples}). Choose the table with figures per buurt.</source>
        <translation>{where} bevat geen buurtcodes zoals BU03630000 (gezien: {examples}). Kies de tabel met cijfers per buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds no rows of buurten, only of other regions. Choose the table with figures per buurt.</source>
        <translation>{where} bevat geen rijen van buurten, alleen van andere regio's. Kies de tabel met cijfers per buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/composition.py"/>
        <source>{where} holds none of the buurten of the layer. Choose the table Kerncijfers wijken en buurten of the same year.</source>
        <translation>{where} bevat geen van de buurten van de laag. Kies de tabel Kerncijfers wijken en buurten van hetzelfde jaar.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} holds not one score of a buurt. Choose the Leefbaarometer scores per buurt.</source>
        <translation>{where} bevat geen enkele score van een buurt. Kies de Leefbaarometer-scores per buurt.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} holds the years {years} and not {year}. Choose one of those, or another table.</source>
        <translation>{where} bevat de jaren {years} en niet {year}. Kies een van die jaren, of een andere tabel.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/composition.py"/>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds two different rows for {codes}. Keep one row for each buurt.</source>
        <translation>{where} bevat twee verschillende rijen voor {codes}. Houd per buurt één rij over.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} holds two different scores for {codes}. Keep one row for each buurt and year.</source>
        <translation>{where} bevat twee verschillende scores voor {codes}. Houd per buurt en jaar één rij over.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{where} is a classified buurt layer of ours and no download of Aedes. Choose the file that you downloaded.</source>
        <translation>{where} is een geclassificeerde buurtlaag van onszelf en geen download van Aedes. Kies het bestand dat je hebt gedownload.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} is larger than {limit} MB, far more than expected, and was not fetched. Check the address in the settings.</source>
        <translation>{where} is groter dan {limit} MB, veel meer dan verwacht, en is niet opgehaald. Controleer het adres in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} is not a secure address, so no password is sent to it. Use one that starts with https://.</source>
        <translation>{where} is geen beveiligd adres, dus er gaat geen wachtwoord heen. Gebruik een adres dat met https:// begint.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/aedes.py"/>
        <source>{where} is not a secure address. Use one that starts with https://, or choose a file.</source>
        <translation>{where} is geen veilig adres. Gebruik er een dat met https:// begint, of kies een bestand.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} is not a web address. Use one that starts with https://.</source>
        <translation>{where} is geen webadres. Gebruik een adres dat met https:// begint.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} is of Leefbaarometer 2.0 (it has {column}), which cannot be compared with 3.0. Download the scores of version 3.0.</source>
        <translation>{where} is van Leefbaarometer 2.0 (de kolom {column} staat erin), die niet met 3.0 te vergelijken is. Download de scores van versie 3.0.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} refused the question and says “{message}”. The service may have changed: look for a new version of the plugin.</source>
        <translation>{where} weigerde de vraag en zegt “{message}”. De dienst is misschien veranderd: kijk of er een nieuwe versie van de plugin is.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} reports a fault of its own (HTTP {status}) in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation>{where} meldt in {attempts} pogingen een eigen fout (HTTP {status}). Probeer het later opnieuw; cijfers die al zijn opgehaald, zijn offline te gebruiken.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} sends on more than {limit} times. Check the address in the settings.</source>
        <translation>{where} stuurt meer dan {limit} keer door. Controleer het adres in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/rules.py"/>
        <source>{where} sends on to {target}, which is not a secure address. Check the address in the settings.</source>
        <translation>{where} stuurt door naar {target}, en dat is geen beveiligd adres. Controleer het adres in de instellingen.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} takes no more requests for now (HTTP 429). Try again in {minutes} minutes.</source>
        <translation>{where} neemt voorlopig geen vragen meer aan (HTTP 429). Probeer het over {minutes} minuten opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/transfer.py"/>
        <source>{where} took more than {minutes} minutes and was stopped. Try again later, or choose fewer municipalities.</source>
        <translation>{where} duurde langer dan {minutes} minuten en is gestopt. Probeer het later opnieuw, of kies minder gemeenten.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} was not asked: working offline is switched on in the settings of Veerkracht.</source>
        <translation>Aan {where} is niets gevraagd: ‘Zonder verbinding werken’ staat aan in de instellingen van Veerkracht.</translation>
    </message>
    <message>
        <source>{where} was not fetched before, so it cannot be used offline. Connect to the internet and try again.</source>
        <translation type="vanished">{where} is niet eerder opgehaald en is dus niet offline te gebruiken. Maak verbinding met internet en probeer het opnieuw.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/cache.py"/>
        <source>{where} was not fetched before, so it is not there offline. Switch off working offline and try again, or choose what was fetched before.</source>
        <translation>{where} is niet eerder opgehaald en is er zonder verbinding dus niet. Zet ‘Zonder verbinding werken’ uit en probeer het opnieuw, of kies iets dat eerder is opgehaald.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>“{name}” is not a gemeente in {year}. Did you mean {near}? Give its name or its code, such as GM0363.</source>
        <translation>“{name}” is geen gemeente in {year}. Bedoel je {near}? Geef de naam of de code, zoals GM0363.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/gathering.py"/>
        <source>“{name}” is not a gemeente in {year}. Give its name or its code, such as GM0363.</source>
        <translation>“{name}” is geen gemeente in {year}. Geef de naam of de code, zoals GM0363.</translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/gui/tasks.py"/>
        <source>“{title}” is still being worked on. Wait until it is ready, or cancel it in this bar.</source>
        <translation>Er wordt nog gewerkt aan “{title}”. Wacht tot het klaar is, of annuleer het in deze balk.</translation>
    </message>
</context>
</TS>
