<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl_NL" sourcelanguage="en">
<context>
    <name>Veerkracht</name>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>A base year needs both its table and its year; fill in the one that is missing, or neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>A buurt without a class has the class “geen”; the field reden says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Base year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Base year of the Leefbaarometer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Base year: a second KWB table for the change. Polygons of the base year make it possible to see which buurten are the same place; without them and without border flags for every year between, a buurt counts as not comparable and gets no change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/boundaries.py"/>
        <source>Bringing {column} to the new borders changed its total from {before} to {after}; nothing was written. Check the address weights for double buurten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Buurt layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Buurt layer from files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Cancelled; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Choose the table Kerncijfers wijken en buurten of the target year.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Classified buurt layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Classify resilience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds {value} in row {row}, but it counts, so decimals cannot be right there. Is the point a thousands separator, or is it another column?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds {value} in row {row}; a figure below {lowest} cannot be right there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/values.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a number. Mend it or empty the cell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>Column “{column}” of {where} holds “{value}” in row {row}, which is not a year. Mend it or drop the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Computes kwetsbaarheid, its change and the nine classes of a buurt layer, and styles the nine maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Fill in the target year, the year of the table with figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Floor of residents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Floor: buurten with fewer residents get no class and do not count in any mean.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Kerncijfers wijken en buurten, base year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Kerncijfers wijken en buurten, target year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>KWB: Kerncijfers wijken en buurten as a StatLine CSV (keys or titles), a kwb-20xx spreadsheet or a CBS/PDOK GeoPackage. Columns are found by their names in any edition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Leefbaarometer scores per buurt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Leefbaarometer: the open-data CSV or its zip with all years, or one year from the WFS. A high score is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Makes the buurt layer from polygons, CBS figures and Leefbaarometer scores that you already have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}, so they are of different years or different places. Use polygons of {year} for the same gemeenten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/assemble.py"/>
        <source>Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}; {better} ({other}) has {m} in common. Use polygons of {year}, or the table of the year of the polygons.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons of the base year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons of the buurten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Polygons: the Wijk- en buurtkaart of CBS or PDOK, or the polygons of the Leefbaarometer, in any coordinate system. Water and foreign polygons are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Reference: the table against which kwetsbaarheid is measured, for instance the whole country. Without it the input is its own reference, so 0 is then the mean of the input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Something went wrong in {algorithm} that should not ({error}). The log panel “Veerkracht” has the details; please report them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Target year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>The authentication configuration “{authcfg}” cannot be used for {where}. Check it under Authentication in the options of QGIS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>The base year {base} must lie before the target year {year}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>The buurt layer cannot be read. Choose the result of “Buurt layer from files”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>The certificate of {where} is not trusted. Check the date of this computer and the authorities under Authentication in the options of QGIS, or ask your administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} cannot be read as a spreadsheet. Open it in Excel or LibreOffice and save it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} cannot be read as a table: its rows do not have the same number of columns. Save it again as CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} cannot be read: it is damaged or of a kind that QGIS does not know. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} does not exist. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} holds no rows below its header. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is a web page and not data, probably a login or error page saved under that name. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is empty. Download or save it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is not a sound zip file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>The file {file} is not text, although its name says so. Give it its right extension, or save it as CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/write.py"/>
        <source>The output could not be written: {reason}. Check that the place is writable and not full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>The output {name} cannot be written there. Choose a place that exists and is writable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>The proxy on the way to {where} does not let this through. Check Network in the options of QGIS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>The result is a signal, not a verdict, and an open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>The server of {where} was not found. Check the internet connection and the proxy in the options of QGIS, or work offline with the figures already fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>The service behind {layer} gave {got} of its {all} rows. Save the layer as GeoPackage first and use that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/maps/styles.py"/>
        <source>The style {style} could not be saved with {layer}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>The table verantwoording lists the year and the cover of each indicator and everything that was dropped, merged or doubtful.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>Veerkracht needs the Python package pandas, which this QGIS does not have ({error}). Debian and Ubuntu: install python3-pandas. Windows: choose the OSGeo4W package python3-pandas or the standalone installer. macOS: use the official QGIS build.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Verantwoording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Weights, where they differ from the default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/classify.py"/>
        <source>Weights: bijst=1,wmo=0.5 replaces the default weight of those indicators; 0 leaves one out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: every indicator has weight 0; give at least one a weight above 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: {name} is given twice; give each indicator once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: “{name}” is not an indicator. Use {known}, as in bijst=1,wmo=0.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/model/method.py"/>
        <source>Weights: “{part}” needs a number of 0 or more behind the =, with a decimal point: bijst=1,wmo=0.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>Year of the Leefbaarometer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{file} could not be written: {why}. Make room, or choose another folder in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{file} holds no CSV file with figures per buurt. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{file} is open in this project and writing over it would break its layer. Choose another file, or remove the layer first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{first} and {second} both go to {file}, and the second would replace the first. Give each its own file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>{layer} has coordinates such as {x}, {y} that do not belong to its coordinate system {crs}. If they are RD metres, set its coordinate system to EPSG:28992.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>{layer} has no coordinate system. Set it in the layer's properties (RD New is EPSG:28992).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>{layer} has no polygons. Choose a layer with the borders of the buurten, not a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/layers/read.py"/>
        <source>{layer} holds no rows. Choose another layer or drop its filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{layer} was loaded with the wrong separator: all its columns are in one field, “{field}”. Choose the file itself, or load it again with the right separator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/files.py"/>
        <source>{member} in {file} is larger than {limit} MB, which no file of this kind is. It was not read; download it again from the publisher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{output} would be written over the input {file}. Choose another file; inputs are never changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/assemble.py"/>
        <source>{parameter} is not a polygon layer that can be read. Choose the Wijk- en buurtkaart of the target year.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/processing/base.py"/>
        <source>{parameter}: {value} is not a layer of this project and not a file that exists. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} asks to sign in (HTTP {status}). Choose the authentication configuration of QGIS that belongs to this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} broke off its answer half way. Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} broke off its answer in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} could not be reached in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} did not answer in time in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} did not answer well; next attempt in {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} did not give {wanted} but something else. Check the address in the settings, or look for a new version of the plugin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} does not accept the question (HTTP {status}). The service may have changed: look for a new version of the plugin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} does not exist (HTTP {status}). The publisher may have moved it: look for a new version of the plugin, or set the new address in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} does not say of which year its scores are. Fill in the year of the Leefbaarometer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave a web page instead of {wanted}. Open it in a browser and sign in to the network if it asks for that; else check the address in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave an empty answer. Try again later; figures already fetched can be used offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} gave text that cannot be read as {encoding}. Try again later, or use a file that you downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} has no column for the number of residents (AantalInwoners). Choose the table Kerncijfers wijken en buurten; the columns found are {columns}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} has no column onv (overlast en onveiligheid). Choose the Leefbaarometer scores per buurt; the columns found are {columns}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds figures of {years} and not of {year}. Set the year to match, or choose the table of {year}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds no buurt codes such as BU03630000 (seen: {examples}). Choose the table with figures per buurt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} holds the years {years} and not {year}. Choose one of those, or another table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/kwb.py"/>
        <source>{where} holds two different rows for {codes}. Keep one row for each buurt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} holds two different scores for {codes}. Keep one row for each buurt and year.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} is larger than {limit} MB, far more than expected, and was not fetched. Check the address in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} is not a secure address, so no password is sent to it. Use one that starts with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} is not a web address. Use one that starts with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/sources/liveability.py"/>
        <source>{where} is of Leefbaarometer 2.0 (it has {column}), which cannot be compared with 3.0. Download the scores of version 3.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/content.py"/>
        <source>{where} refused the question and says “{message}”. The service may have changed: look for a new version of the plugin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} reports a fault of its own (HTTP {status}) in {attempts} attempts. Try again later; figures already fetched can be used offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} sends on more than {limit} times. Check the address in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} sends on to {target}, which is not a secure address. Check the address in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} takes no more requests for now (HTTP 429). Try again in {minutes} minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../veerkracht_plugin/transport/client.py"/>
        <source>{where} took more than {minutes} minutes and was stopped. Try again later, or choose fewer municipalities.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
