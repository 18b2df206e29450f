<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActionTexts</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>ChangeSentence</name>
    <message numerus="yes">
        <source>%n figure(s) changed</source>
        <translation>
            <numerusform>%n Zahl geändert</numerusform>
            <numerusform>%n Zahlen geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new row(s): %1</source>
        <translation>
            <numerusform>%n neue Zeile: %1</numerusform>
            <numerusform>%n neue Zeilen: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) gone: %1</source>
        <translation>
            <numerusform>%n Zeile entfallen: %1</numerusform>
            <numerusform>%n Zeilen entfallen: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new column(s): %1</source>
        <translation>
            <numerusform>%n neue Spalte: %1</numerusform>
            <numerusform>%n neue Spalten: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) gone: %1</source>
        <translation>
            <numerusform>%n Spalte entfallen: %1</numerusform>
            <numerusform>%n Spalten entfallen: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Re-made since it was last saved or exported: %1.</source>
        <translation>Neu erstellt, seit sie zuletzt gespeichert oder exportiert wurde: %1.</translation>
    </message>
</context>
<context>
    <name>CompareEdit</name>
    <message>
        <source>choosing a baseline</source>
        <translation>Wahl einer Baseline</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>order of the sentences</source>
        <translation>Reihenfolge der Sätze</translation>
    </message>
    <message>
        <source>view of the comparison</source>
        <translation>Ansicht des Vergleichs</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Holm</source>
        <translation>Holm</translation>
    </message>
    <message>
        <source>BH</source>
        <translation>BH</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>domain</source>
        <translation>Domäne</translation>
    </message>
    <message>
        <source>%1: s.d. over test sets %2 and %3</source>
        <translation>%1: Standardabweichung über Testmengen %2 und %3</translation>
    </message>
    <message>
        <source>; over %1 runs %2 and %3</source>
        <translation>; über %1 Läufe %2 und %3</translation>
    </message>
    <message>
        <source>; one run, so its spread is unknown</source>
        <translation>; ein Lauf, daher ist die Streuung unbekannt</translation>
    </message>
    <message>
        <source>Paired bootstrap, %1 resamples; ± is 95 %. Holm and BH (Benjamini-Hochberg) correct for the %2 tests of all points against A.</source>
        <translation>Gepaarter Bootstrap, %1 Stichproben; ± bezeichnet 95 %. Holm und BH (Benjamini-Hochberg) korrigieren für die %2 Tests aller Punkte gegen A.</translation>
    </message>
    <message>
        <source>Approximate randomisation, stratified over runs: p %1 and %2.</source>
        <translation>Approximative Randomisierung, nach Läufen geschichtet: p %1 und %2.</translation>
    </message>
    <message>
        <source>B on y at equal x, against A&apos;s front</source>
        <translation>B auf y bei gleichem x, gegenüber der Front von A</translation>
    </message>
    <message>
        <source>Area between the fronts of B and A</source>
        <translation>Fläche zwischen den Fronten von B und A</translation>
    </message>
</context>
<context>
    <name>CurveContent</name>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Smoothed: moving average with weight %1 of the past; the faint curve is the data as logged.</source>
        <translation>Geglättet: gleitendes Mittel mit Gewicht %1 der Vergangenheit; die blasse Kurve zeigt die Daten, wie sie protokolliert wurden.</translation>
    </message>
    <message>
        <source>Where points are dense, each pixel column shows their minimum and maximum.</source>
        <translation>Wo Punkte dicht liegen, zeigt jede Pixelspalte ihr Minimum und ihr Maximum.</translation>
    </message>
</context>
<context>
    <name>CurveEdit</name>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>hiding curves</source>
        <translation>Ausblenden von Kurven</translation>
    </message>
    <message>
        <source>smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>view of the curves</source>
        <translation>Ansicht der Kurven</translation>
    </message>
</context>
<context>
    <name>EngineSentences</name>
    <message>
        <source>Unadapted base model</source>
        <translation>Basismodell ohne Anpassung</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>Fine-Tuning</translation>
    </message>
    <message>
        <source>Tokenizer, %1 pieces</source>
        <translation>Tokenizer, %1 Stücke</translation>
    </message>
    <message>
        <source>Tokenizer of %1</source>
        <translation>Tokenizer von %1</translation>
    </message>
    <message>
        <source>Base model, %1</source>
        <translation>Basismodell, %1</translation>
    </message>
    <message>
        <source>%1 sentences after %2 (%3)</source>
        <translation>%1 Sätze nach %2 (%3)</translation>
    </message>
    <message>
        <source>Fisher information, %1 sentences</source>
        <translation>Fisher-Information, %1 Sätze</translation>
    </message>
    <message>
        <source>Sensitivity (MAS), %1 sentences</source>
        <translation>Sensitivität (MAS), %1 Sätze</translation>
    </message>
    <message>
        <source>Fisher information, %1</source>
        <translation>Fisher-Information, %1</translation>
    </message>
    <message>
        <source>Sensitivity (MAS), %1</source>
        <translation>Sensitivität (MAS), %1</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Seed %2</translation>
    </message>
    <message>
        <source>The worker ended while no conductor looked; resume it to go on from its last checkpoint.</source>
        <translation>Der Worker endete, während kein Dirigent hinsah; mit „Fortsetzen“ geht es vom letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>The system ended the worker because memory ran out: run fewer workers at a time, or take smaller batches.</source>
        <translation>Das System hat den Worker beendet, weil der Speicher ausging: weniger Worker gleichzeitig starten oder kleinere Batches nehmen.</translation>
    </message>
    <message>
        <source>The worker ended because the disk took nothing more (see its worker.log); mend that, then resume the run to go on from its last checkpoint.</source>
        <translation>Der Worker endete, weil der Datenträger nichts mehr annahm (siehe sein worker.log): das beheben, dann den Lauf fortsetzen, damit es vom letzten Checkpoint weitergeht.</translation>
    </message>
    <message>
        <source>The worker failed without a sentence.</source>
        <translation>Der Worker ist ohne Begründung gescheitert.</translation>
    </message>
    <message>
        <source>In update %1 the %2 is not a finite number; lower the learning rate or λ, or use fp32. The checkpoint after update %3 is unharmed.</source>
        <translation>In Update %1 ist „%2“ keine endliche Zahl; Lernrate oder λ senken oder fp32 verwenden. Der Checkpoint nach Update %3 ist unversehrt.</translation>
    </message>
    <message>
        <source>In update %1 the %2 is not a finite number; lower the learning rate or λ, or use fp32.</source>
        <translation>In Update %1 ist „%2“ keine endliche Zahl; Lernrate oder λ senken oder fp32 verwenden.</translation>
    </message>
    <message>
        <source>It took longer than the %1 minutes that its sweep allows ([limits] minutes); resume it to go on from its last checkpoint.</source>
        <translation>Er hat länger gebraucht als die %1 Minuten, die sein Sweep erlaubt ([limits] minutes); mit „Fortsetzen“ geht es vom letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>It took longer than the %1 minutes that its sweep allows ([limits] minutes); it saves and leaves.</source>
        <translation>Er hat länger gebraucht als die %1 Minuten, die sein Sweep erlaubt ([limits] minutes); er speichert und endet.</translation>
    </message>
    <message>
        <source>It took %1 MB of memory, more than the %2 MB that its sweep allows ([limits] memoryMb); resume it to go on from its last checkpoint.</source>
        <translation>Er hat %1 MB Speicher gebraucht, mehr als die %2 MB, die sein Sweep erlaubt ([limits] memoryMb); mit „Fortsetzen“ geht es vom letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>It took %1 MB of memory, more than the %2 MB that its sweep allows ([limits] memoryMb); it saves and leaves.</source>
        <translation>Er hat %1 MB Speicher gebraucht, mehr als die %2 MB, die sein Sweep erlaubt ([limits] memoryMb); er speichert und endet.</translation>
    </message>
    <message>
        <source>Stopped early: after %1 updates %2 is better by %3 points on the new domains and by %4 on the old ones; retry it to train it to its end nevertheless.</source>
        <translation>Früh gestoppt: nach %1 Updates ist %2 um %3 Punkte besser auf den neuen Domänen und um %4 auf den alten; „Wiederholen“ trainiert ihn trotzdem zu Ende.</translation>
    </message>
    <message>
        <source>Slurm no longer knows the job; resume it to go on from its last checkpoint.</source>
        <translation>Slurm kennt den Job nicht mehr; mit „Fortsetzen“ geht es vom letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>The job was cancelled in Slurm; resume it to go on from its last checkpoint.</source>
        <translation>Der Job wurde in Slurm abgebrochen; mit „Fortsetzen“ geht es vom letzten Checkpoint weiter.</translation>
    </message>
    <message>
        <source>Slurm ended the worker because it took more memory than its job may: raise memoryMb in the Slurm configuration, or take smaller batches.</source>
        <translation>Slurm hat den Worker beendet, weil er mehr Speicher brauchte, als sein Job darf: memoryMb in der Slurm-Konfiguration erhöhen oder kleinere Batches nehmen.</translation>
    </message>
    <message>
        <source>its worker outlived the conductor and is followed on.</source>
        <translation>sein Worker hat den Dirigenten überlebt und wird weiter verfolgt.</translation>
    </message>
    <message>
        <source>%1 was not started, because %2, which it needs, is not done.</source>
        <translation>%1 wurde nicht gestartet, weil %2, das dazu nötig ist, nicht fertig ist.</translation>
    </message>
    <message>
        <source>%1 is gone and will be made again.</source>
        <translation>%1 ist weg und wird neu gemacht.</translation>
    </message>
    <message>
        <source>after %1 updates %2 is better by %3 points on the new domains and by %4 on the old ones; it is stopped.</source>
        <translation>nach %1 Updates ist %2 um %3 Punkte besser auf den neuen Domänen und um %4 auf den alten; er wird gestoppt.</translation>
    </message>
    <message>
        <source>after %1 updates %2 is better by %3 points on the new domains and by %4 on the old ones; it would be stopped, but is trained to its end.</source>
        <translation>nach %1 Updates ist %2 um %3 Punkte besser auf den neuen Domänen und um %4 auf den alten; er würde gestoppt, wird aber zu Ende trainiert.</translation>
    </message>
    <message>
        <source>The conductor is leaving; ask again in a moment.</source>
        <translation>Der Dirigent endet gerade; gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Sweep &quot;%1&quot; is not running.</source>
        <translation>Der Sweep „%1“ läuft nicht.</translation>
    </message>
    <message>
        <source>%1 is running.</source>
        <translation>%1 läuft.</translation>
    </message>
    <message>
        <source>%1 is done; its results are kept.</source>
        <translation>%1 ist fertig; die Ergebnisse bleiben.</translation>
    </message>
    <message>
        <source>%1 failed; use retry once the cause is gone.</source>
        <translation>%1 ist gescheitert; „Wiederholen“, sobald die Ursache behoben ist.</translation>
    </message>
    <message>
        <source>%1 is neither running nor waiting.</source>
        <translation>%1 läuft weder noch wartet es.</translation>
    </message>
    <message>
        <source>The axes show different scores, whose intervals are not computed together.</source>
        <translation>Die Achsen zeigen verschiedene Maße, deren Intervalle nicht gemeinsam berechnet werden.</translation>
    </message>
    <message>
        <source>Intervals are computed for scores of which more is better, such as BLEU.</source>
        <translation>Intervalle werden für Maße berechnet, bei denen mehr besser ist, wie BLEU.</translation>
    </message>
    <message>
        <source>There are too many points to resample them all; choose one sweep.</source>
        <translation>Es sind zu viele Punkte, um alle neu zu ziehen; einen Sweep wählen.</translation>
    </message>
    <message>
        <source>Intervals and tests need points that can be compared.</source>
        <translation>Intervalle und Tests brauchen vergleichbare Punkte.</translation>
    </message>
    <message>
        <source>Both points belong to one strategy.</source>
        <translation>Beide Punkte gehören zu einer Strategie.</translation>
    </message>
    <message>
        <source>The study holds no %1 statistics of &quot;%2&quot; for some points; evaluate them anew to see intervals.</source>
        <translation>Die Studie hat für manche Punkte keine %1-Statistiken von „%2“; neu bewerten, um Intervalle zu sehen.</translation>
    </message>
    <message>
        <source>The fronts share no range of new-domain scores, so there is no area between them.</source>
        <translation>Die Fronten haben keinen Bereich neuer Domänen gemeinsam, also liegt keine Fläche zwischen ihnen.</translation>
    </message>
    <message>
        <source>The new-domain score lies outside the other front, and beyond its ends nothing is extrapolated.</source>
        <translation>Der Wert neuer Domänen liegt außerhalb der anderen Front, und über deren Enden hinaus wird nichts geschätzt.</translation>
    </message>
    <message>
        <source>is being handed to Slurm</source>
        <translation>wird an Slurm übergeben</translation>
    </message>
    <message>
        <source>may be on its way to Slurm</source>
        <translation>ist vielleicht auf dem Weg zu Slurm</translation>
    </message>
    <message>
        <source>waits in Slurm&apos;s queue</source>
        <translation>wartet in der Warteschlange von Slurm</translation>
    </message>
    <message>
        <source>waits in Slurm&apos;s queue: %1</source>
        <translation>wartet in der Warteschlange von Slurm: %1</translation>
    </message>
    <message>
        <source>other jobs come first (%1)</source>
        <translation>andere Jobs gehen vor (%1)</translation>
    </message>
    <message>
        <source>no node is free (%1)</source>
        <translation>kein Knoten ist frei (%1)</translation>
    </message>
    <message>
        <source>it depends on another job (%1)</source>
        <translation>er hängt von einem anderen Job ab (%1)</translation>
    </message>
    <message>
        <source>its start time has not come (%1)</source>
        <translation>seine Startzeit ist noch nicht gekommen (%1)</translation>
    </message>
    <message>
        <source>it is held by its user (%1)</source>
        <translation>er wird von seinem Nutzer zurückgehalten (%1)</translation>
    </message>
    <message>
        <source>it is held by an administrator (%1)</source>
        <translation>er wird von der Verwaltung zurückgehalten (%1)</translation>
    </message>
    <message>
        <source>enough tasks of its array run (%1)</source>
        <translation>genug Aufgaben seines Arrays laufen (%1)</translation>
    </message>
    <message>
        <source>it waits for a reservation (%1)</source>
        <translation>er wartet auf eine Reservierung (%1)</translation>
    </message>
    <message>
        <source>the nodes that it asks for are not available (%1)</source>
        <translation>die verlangten Knoten sind nicht verfügbar (%1)</translation>
    </message>
    <message>
        <source>the partition is down (%1)</source>
        <translation>die Partition ist ausgefallen (%1)</translation>
    </message>
    <message>
        <source>the partition is inactive (%1)</source>
        <translation>die Partition ist inaktiv (%1)</translation>
    </message>
    <message>
        <source>it asks for more time than the partition gives (%1)</source>
        <translation>er verlangt mehr Zeit, als die Partition gibt (%1)</translation>
    </message>
    <message>
        <source>it asks for more nodes than the partition has (%1)</source>
        <translation>er verlangt mehr Knoten, als die Partition hat (%1)</translation>
    </message>
    <message>
        <source>no node has what it asks for (%1)</source>
        <translation>kein Knoten hat, was er verlangt (%1)</translation>
    </message>
    <message>
        <source>a node that it needs is down (%1)</source>
        <translation>ein benötigter Knoten ist ausgefallen (%1)</translation>
    </message>
    <message>
        <source>the account is not valid (%1)</source>
        <translation>das Konto ist nicht gültig (%1)</translation>
    </message>
    <message>
        <source>the quality of service is not valid (%1)</source>
        <translation>die QOS ist nicht gültig (%1)</translation>
    </message>
    <message>
        <source>it waits for a licence (%1)</source>
        <translation>er wartet auf eine Lizenz (%1)</translation>
    </message>
    <message>
        <source>a limit of the account or quality of service is reached (%1)</source>
        <translation>eine Grenze des Kontos oder der QOS ist erreicht (%1)</translation>
    </message>
    <message>
        <source>On test</source>
        <translation>Auf Test</translation>
    </message>
    <message>
        <source>The base model has no scores on dev.</source>
        <translation>Das Basismodell hat keine Werte auf Dev.</translation>
    </message>
    <message>
        <source>Every trial loses more than the budget on dev.</source>
        <translation>Jeder Versuch verliert auf Dev mehr als das Budget.</translation>
    </message>
    <message>
        <source>There is no reference point: it needs the base model and another trial on dev, and a score of which more is better.</source>
        <translation>Es gibt keinen Bezugspunkt: Er braucht das Basismodell und einen weiteren Versuch auf Dev und einen Wert, von dem mehr besser ist.</translation>
    </message>
    <message>
        <source>No trial adds to the hypervolume above the reference point.</source>
        <translation>Kein Versuch trägt zum Hypervolumen über dem Bezugspunkt bei.</translation>
    </message>
    <message>
        <source>No trial has %1 on dev for the checkpoint that it keeps: wait for one, or choose another metric.</source>
        <translation>Kein Versuch hat für den Checkpoint, den er behält, %1 auf Dev: auf einen warten oder eine andere Metrik wählen.</translation>
    </message>
    <message>
        <source>Not all seeds have scores on both dev and test: %1.</source>
        <translation>Nicht alle Seeds haben Werte auf Dev und auf Test: %1.</translation>
    </message>
</context>
<context>
    <name>EngineWords</name>
    <message>
        <source>adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>domain tags</source>
        <translation>Domänenmarken</translation>
    </message>
    <message>
        <source>places</source>
        <translation>Stellen</translation>
    </message>
    <message>
        <source>tagged</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>Inner width of each bottleneck.</source>
        <translation>Innere Breite jedes Engpasses.</translation>
    </message>
    <message>
        <source>feed-forward: one adapter a layer, after the feed-forward block; sublayers: after every attention as well.</source>
        <translation>feed-forward: ein Adapter je Schicht, nach dem Feed-Forward-Block; sublayers: auch nach jeder Attention.</translation>
    </message>
    <message>
        <source>all: every domain has its tag. new: old text stays as the base model knows it.</source>
        <translation>all: Jede Domäne hat ihre Marke. new: Alter Text bleibt, wie ihn das Basismodell kennt.</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Kappung</translation>
    </message>
    <message>
        <source>Clipped at</source>
        <translation>Gekappt bei</translation>
    </message>
    <message>
        <source>Clipped entries</source>
        <translation>Gekappte Einträge</translation>
    </message>
    <message>
        <source>Clipped trace share</source>
        <translation>Gekappter Anteil der Spur</translation>
    </message>
    <message>
        <source>Unclipped max</source>
        <translation>Maximum vor Kappung</translation>
    </message>
    <message>
        <source>Rank correlation of halves</source>
        <translation>Rangkorrelation der Hälften</translation>
    </message>
    <message>
        <source>Relative change of halves</source>
        <translation>Relative Änderung der Hälften</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>Baseline</translation>
    </message>
    <message>
        <source>fine-tuning</source>
        <translation>Fine-Tuning</translation>
    </message>
    <message>
        <source>mixing</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>over-sampling</source>
        <translation>Over-Sampling</translation>
    </message>
    <message>
        <source>distillation</source>
        <translation>Destillation</translation>
    </message>
    <message>
        <source>gradient projection</source>
        <translation>Gradientenprojektion</translation>
    </message>
    <message>
        <source>freezing</source>
        <translation>Einfrieren</translation>
    </message>
    <message>
        <source>interpolation</source>
        <translation>Interpolation</translation>
    </message>
    <message>
        <source>Fisher merging</source>
        <translation>Fisher-Verschmelzung</translation>
    </message>
    <message>
        <source>λ scale</source>
        <translation>λ-Skala</translation>
    </message>
    <message>
        <source>old:new</source>
        <translation>alt:neu</translation>
    </message>
    <message>
        <source>ratio counts</source>
        <translation>Verhältnis zählt</translation>
    </message>
    <message>
        <source>method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>train</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Strength of the penalty; 0 = plain fine-tuning.</source>
        <translation>Stärke des Strafterms; 0 = reines Fine-Tuning.</translation>
    </message>
    <message>
        <source>raw: F as estimated. normalised: F divided by its mean, so that λ does not depend on the estimator&apos;s scale.</source>
        <translation>raw: F wie geschätzt. normalised: F geteilt durch seinen Mittelwert, sodass λ nicht von der Skala des Schätzers abhängt.</translation>
    </message>
    <message>
        <source>raw: Ω as estimated. normalised: Ω divided by its mean, so that λ does not depend on the estimator&apos;s scale.</source>
        <translation>raw: Ω wie geschätzt. normalised: Ω geteilt durch seinen Mittelwert, sodass λ nicht von der Skala des Schätzers abhängt.</translation>
    </message>
    <message>
        <source>Factor before λ: 0.5 (Kirkpatrick et al. 2017) or 1 (other implementations).</source>
        <translation>Faktor vor λ: 0,5 (Kirkpatrick et al. 2017) oder 1 (andere Implementierungen).</translation>
    </message>
    <message>
        <source>r of the mixing ratio old:new = r:1.</source>
        <translation>r des Mischverhältnisses alt:neu = r:1.</translation>
    </message>
    <message>
        <source>Whether r:1 is a ratio of sentences or of tokens.</source>
        <translation>Ob r:1 ein Verhältnis von Sätzen oder von Tokens ist.</translation>
    </message>
    <message>
        <source>Copies of the new data.</source>
        <translation>Kopien der neuen Daten.</translation>
    </message>
    <message>
        <source>Weight of the base model&apos;s distribution; 0 = plain fine-tuning.</source>
        <translation>Gewicht der Verteilung des Basismodells; 0 = reines Fine-Tuning.</translation>
    </message>
    <message>
        <source>Temperature of both distributions; above 1 the base model&apos;s less likely pieces count more.</source>
        <translation>Temperatur beider Verteilungen; über 1 zählen die weniger wahrscheinlichen Stücke des Basismodells mehr.</translation>
    </message>
    <message>
        <source>a-gem: the new gradient is projected, the old one only guards (Chaudhry et al. 2019). pcgrad: both are projected and added (Yu et al. 2020).</source>
        <translation>a-gem: Der neue Gradient wird projiziert, der alte wacht nur (Chaudhry et al. 2019). pcgrad: Beide werden projiziert und addiert (Yu et al. 2020).</translation>
    </message>
    <message>
        <source>What is trained. outer-layers: the first and the last layer of each stack; norms-and-biases: layer norms and all biases.</source>
        <translation>Was trainiert wird. outer-layers: die erste und die letzte Schicht jedes Stapels; norms-and-biases: Layer-Norms und alle Biases.</translation>
    </message>
    <message>
        <source>Rank of the change to each matrix.</source>
        <translation>Rang der Änderung an jeder Matrix.</translation>
    </message>
    <message>
        <source>The change is scaled by α/r.</source>
        <translation>Die Änderung wird mit α/r skaliert.</translation>
    </message>
    <message>
        <source>query-value: those two projections of every attention, as in the paper; attention: all four; linear: attention and feed-forward.</source>
        <translation>query-value: diese beiden Projektionen jeder Attention, wie in der Veröffentlichung; attention: alle vier; linear: Attention und Feed-Forward.</translation>
    </message>
    <message>
        <source>Share of the adapted model: 0 = base, 1 = adapted.</source>
        <translation>Anteil des adaptierten Modells: 0 = Basis, 1 = adaptiert.</translation>
    </message>
    <message>
        <source>Weight of the adapted model: 0 = base, 1 = adapted.</source>
        <translation>Gewicht des adaptierten Modells: 0 = Basis, 1 = adaptiert.</translation>
    </message>
    <message>
        <source>Batch tokens</source>
        <translation>Tokens je Batch</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>Dev beam</source>
        <translation>Beam auf Dev</translation>
    </message>
    <message>
        <source>Dev loss</source>
        <translation>Loss auf Dev</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Estimator</source>
        <translation>Schätzer</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>Label Smoothing</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>Target tokens</source>
        <translation>Ziel-Tokens</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Spur</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>Vokabular</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>Nullen</translation>
    </message>
    <message>
        <source>lr</source>
        <translation>Lr</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>decay</source>
        <translation>Decay</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>Kappung</translation>
    </message>
    <message>
        <source>Peak of the learning rate, in place of the sweep&apos;s.</source>
        <translation>Höchste Lernrate, statt der des Sweeps.</translation>
    </message>
    <message>
        <source>Updates, or their upper bound, in place of the sweep&apos;s.</source>
        <translation>Updates oder ihre Obergrenze, statt derer des Sweeps.</translation>
    </message>
    <message>
        <source>Target tokens, in place of the sweep&apos;s.</source>
        <translation>Ziel-Tokens, statt derer des Sweeps.</translation>
    </message>
    <message>
        <source>Passes over the new text, in place of the sweep&apos;s.</source>
        <translation>Durchgänge durch den neuen Text, statt derer des Sweeps.</translation>
    </message>
    <message>
        <source>Padded pieces of one batch, in place of the sweep&apos;s.</source>
        <translation>Aufgefüllte Stücke eines Batches, statt derer des Sweeps.</translation>
    </message>
    <message>
        <source>Updates of linear warm-up, in place of the sweep&apos;s.</source>
        <translation>Updates linearen Aufwärmens, statt derer des Sweeps.</translation>
    </message>
    <message>
        <source>Share of activations set to 0, in place of the sweep&apos;s.</source>
        <translation>Anteil der Aktivierungen, die auf 0 gesetzt werden, statt dessen des Sweeps.</translation>
    </message>
    <message>
        <source>Label smoothing, in place of the sweep&apos;s.</source>
        <translation>Label Smoothing, statt dessen des Sweeps.</translation>
    </message>
    <message>
        <source>Decoupled weight decay, in place of the sweep&apos;s.</source>
        <translation>Entkoppelter Weight Decay, statt dessen des Sweeps.</translation>
    </message>
    <message>
        <source>Limit of the gradient&apos;s norm, in place of the sweep&apos;s.</source>
        <translation>Grenze der Norm des Gradienten, statt der des Sweeps.</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>feed-forward</source>
        <translation>Feed-Forward</translation>
    </message>
    <message>
        <source>norms</source>
        <translation>Normierungen</translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
</context>
<context>
    <name>FisherContent</name>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;%2 parameters from %3 to %4</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;%2 Parameter von %3 bis %4</translation>
    </message>
    <message>
        <source>importance of a parameter</source>
        <translation>Wichtigkeit eines Parameters</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>clipped here</source>
        <translation>hier gekappt</translation>
    </message>
</context>
<context>
    <name>LengthsContent</name>
    <message>
        <source>%1 words or more</source>
        <translation>%1 Wörter oder mehr</translation>
    </message>
    <message>
        <source>%1 to %2 words</source>
        <translation>%1 bis %2 Wörter</translation>
    </message>
    <message>
        <source>source (%1)</source>
        <translation>Quelle (%1)</translation>
    </message>
    <message>
        <source>target (%1)</source>
        <translation>Ziel (%1)</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;%2: %3 % of the pairs</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;&lt;br&gt;%2: %3 % der Paare</translation>
    </message>
    <message>
        <source>words in a segment</source>
        <translation>Wörter je Segment</translation>
    </message>
    <message>
        <source>% of training pairs</source>
        <translation>% der Trainingspaare</translation>
    </message>
</context>
<context>
    <name>ProbeTexts</name>
    <message>
        <source>The engine&apos;s proposal cannot be read (%1): are window and engine of the same version?</source>
        <translation>Der Vorschlag der Engine lässt sich nicht lesen (%1): Sind Fenster und Engine von derselben Version?</translation>
    </message>
    <message>
        <source>not one value for each λ</source>
        <translation>nicht ein Wert für jedes λ</translation>
    </message>
    <message>
        <source>λ from %1 to %2 lets the model go from %3 % to %4 % of the way that fine-tuning would.</source>
        <translation>λ von %1 bis %2 lässt das Modell %3 % bis %4 % des Weges gehen, den Fine-Tuning ginge.</translation>
    </message>
    <message>
        <source>But with λ = %1, 2cλ·max(F)·learning rate is %2; from %3 on, plain gradient descent is unstable and the loss may oscillate: lower the learning rate, or clip the Fisher information (its largest entry).</source>
        <translation>Aber mit λ = %1 ist 2cλ·max(F)·Lernrate %2; ab %3 ist einfacher Gradientenabstieg instabil, und der Loss kann schwingen: die Lernrate senken oder die Fisher-Information begrenzen (ihren größten Eintrag).</translation>
    </message>
</context>
<context>
    <name>RecipeWords</name>
    <message>
        <source>each new domain</source>
        <translation>jede neue Domäne</translation>
    </message>
    <message>
        <source>each old domain</source>
        <translation>jede alte Domäne</translation>
    </message>
    <message>
        <source>mean of new domains</source>
        <translation>Mittel der neuen Domänen</translation>
    </message>
    <message>
        <source>mean of old domains</source>
        <translation>Mittel der alten Domänen</translation>
    </message>
    <message>
        <source>Δ new against base model</source>
        <translation>Δ neu gegenüber dem Basismodell</translation>
    </message>
    <message>
        <source>Δ old against base model</source>
        <translation>Δ alt gegenüber dem Basismodell</translation>
    </message>
    <message>
        <source>Δ of the worst domain</source>
        <translation>Δ der schlechtesten Domäne</translation>
    </message>
    <message>
        <source>drift ‖θ − θ*‖</source>
        <translation>Drift ‖θ − θ*‖</translation>
    </message>
    <message>
        <source>%1 over %2</source>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>target tokens of the training</source>
        <translation>Ziel-Tokens des Trainings</translation>
    </message>
    <message>
        <source>training time</source>
        <translation>Trainingszeit</translation>
    </message>
</context>
<context>
    <name>RunEdits</name>
    <message>
        <source>note of %1</source>
        <translation>Notiz zu %1</translation>
    </message>
    <message>
        <source>tags of %1</source>
        <translation>Tags von %1</translation>
    </message>
    <message numerus="yes">
        <source>tags of %n run(s)</source>
        <translation>
            <numerusform>Tags von %n Lauf</numerusform>
            <numerusform>Tags von %n Läufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>bin %n run(s)</source>
        <translation>
            <numerusform>%n Lauf in den Papierkorb</numerusform>
            <numerusform>%n Läufe in den Papierkorb</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>restore %n run(s)</source>
        <translation>
            <numerusform>%n Lauf wiederherstellen</numerusform>
            <numerusform>%n Läufe wiederherstellen</numerusform>
        </translation>
    </message>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
</context>
<context>
    <name>RunProvenance</name>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>Fisher</source>
        <translation>Fisher</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>Entstanden aus</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Signatures of the scores</source>
        <translation>Signaturen der Werte</translation>
    </message>
    <message>
        <source>%1 on %2, %3</source>
        <comment>device, host, time</comment>
        <translation>%1 auf %2, %3</translation>
    </message>
    <message>
        <source>Executions</source>
        <translation>Ausführungen</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Made by version</source>
        <translation>Erstellt mit Version</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
</context>
<context>
    <name>RunSummary</name>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n Thread</numerusform>
            <numerusform>%n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Running for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>%1, selected checkpoint</source>
        <translation>%1, gewählter Checkpoint</translation>
    </message>
    <message>
        <source>%1, update %2</source>
        <translation>%1, Update %2</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Fakten</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>It waits for its turn in the queue.</source>
        <translation>Er wartet in der Warteschlange, bis er an der Reihe ist.</translation>
    </message>
</context>
<context>
    <name>SpecField</name>
    <message>
        <source>Enter a number.</source>
        <translation>Geben Sie eine Zahl ein.</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>„%1“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>Enter a whole number.</source>
        <translation>Geben Sie eine ganze Zahl ein.</translation>
    </message>
</context>
<context>
    <name>SweepTemplates</name>
    <message>
        <source>Hasler et al. 2021</source>
        <translation>Hasler et al. 2021</translation>
    </message>
    <message>
        <source>Baseline, fine-tuning, EWC over five decades of λ, mixing 100:1, 10:1 and 1:1, and EWC + mixing 1:1 over the same λ.</source>
        <translation>Baseline, Fine-Tuning, EWC über fünf Zehnerpotenzen von λ, Mischen 100:1, 10:1 und 1:1 sowie EWC + Mischen 1:1 über dieselben λ.</translation>
    </message>
    <message>
        <source>Hasler et al. 2021, normalised λ</source>
        <translation>Hasler et al. 2021, normiertes λ</translation>
    </message>
    <message>
        <source>The same grid with the Fisher information scaled to mean 1, so that λ does not depend on the estimator.</source>
        <translation>Dasselbe Raster, wobei die Fisher-Information auf den Mittelwert 1 skaliert wird, sodass λ nicht vom Schätzer abhängt.</translation>
    </message>
    <message>
        <source>Search λ</source>
        <translation>λ suchen</translation>
    </message>
    <message>
        <source>Baseline, fine-tuning and EWC over nine values from 1,000 to 1e-5: finds the range in which λ matters.</source>
        <translation>Baseline, Fine-Tuning und EWC über neun Werte von 1.000 bis 1e-5: findet den Bereich, in dem λ etwas bewirkt.</translation>
    </message>
    <message>
        <source>Mixing ratios</source>
        <translation>Mischverhältnisse</translation>
    </message>
    <message>
        <source>Baseline, fine-tuning and seven mixing ratios.</source>
        <translation>Baseline, Fine-Tuning und sieben Mischverhältnisse.</translation>
    </message>
    <message>
        <source>Hasler et al. 2021, three seeds</source>
        <translation>Hasler et al. 2021, drei Seeds</translation>
    </message>
    <message>
        <source>Every cell three times, for means and standard deviations over seeds.</source>
        <translation>Jede Zelle dreimal, für Mittelwerte und Standardabweichungen über Seeds.</translation>
    </message>
</context>
<context>
    <name>SystemNames</name>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Seed %2</translation>
    </message>
    <message>
        <source>%1 (trial %2)</source>
        <translation>%1 (Versuch %2)</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Training loss</source>
        <translation>Trainings-Loss</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>Strafterm</translation>
    </message>
    <message>
        <source>‖penalty gradient‖ / ‖task gradient‖</source>
        <translation>‖Gradient des Strafterms‖ / ‖Gradient der Aufgabe‖</translation>
    </message>
    <message>
        <source>Drift ‖θ − θ*‖</source>
        <translation>Drift ‖θ − θ*‖</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Partly done</source>
        <translation>Teilweise fertig</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>Fisher</source>
        <translation>Fisher</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Dev</source>
        <translation>Dev</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>%1 k</source>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 %2/s</source>
        <translation>%1 %2/s</translation>
    </message>
    <message>
        <source>%1, mean of old domains (dev)</source>
        <translation>%1, Mittel alter Domänen (Dev)</translation>
    </message>
    <message>
        <source>%1, mean of new domains (dev)</source>
        <translation>%1, Mittel neuer Domänen (Dev)</translation>
    </message>
    <message>
        <source>%1, %2 (dev)</source>
        <translation>%1, %2 (Dev)</translation>
    </message>
</context>
<context>
    <name>TradeoffContent</name>
    <message>
        <source>test set, 95 %: x ± %1, y ± %2</source>
        <translation>Testmenge, 95 %: x ± %1, y ± %2</translation>
    </message>
    <message>
        <source>seeds, 95 % of Student&apos;s t: x ± %1, y ± %2</source>
        <translation>Seeds, 95 % der Student-t-Verteilung: x ± %1, y ± %2</translation>
    </message>
    <message>
        <source>on the front in %1 of the resamples</source>
        <translation>in %1 der Stichproben auf der Front</translation>
    </message>
    <message>
        <source>against the base model: p %1 and %2, Holm %3 and %4</source>
        <translation>gegen das Basismodell: p %1 und %2, Holm %3 und %4</translation>
    </message>
    <message>
        <source>mean of %1 seeds ± s.d.</source>
        <translation>Mittel aus %1 Seeds ± Standardabw.</translation>
    </message>
    <message>
        <source>Not all of these scores are comparable</source>
        <translation>Nicht alle diese Werte sind vergleichbar</translation>
    </message>
    <message>
        <source>ellipses: 95 % over test sets</source>
        <translation>Ellipsen: 95 % über Testmengen</translation>
    </message>
    <message>
        <source>bars: s.d. over seeds</source>
        <translation>Balken: Standardabw. über Seeds</translation>
    </message>
    <message>
        <source>pinned: %1</source>
        <translation>angeheftet: %1</translation>
    </message>
    <message>
        <source>%1, after %2 updates</source>
        <translation>%1, nach %2 Updates</translation>
    </message>
    <message>
        <source>suggested next</source>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; is not there yet; it may come to lie here</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; gibt es noch nicht; es könnte hier liegen</translation>
    </message>
    <message>
        <source>new-domain</source>
        <translation>neuer Domänen</translation>
    </message>
    <message>
        <source>old-domain</source>
        <translation>alter Domänen</translation>
    </message>
    <message>
        <source>mean %1 %2</source>
        <translation>mittleres %2 %1</translation>
    </message>
    <message>
        <source>worst %1 %2</source>
        <translation>schlechtestes %2 %1</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>loses more than %1</source>
        <translation>verliert mehr als %1</translation>
    </message>
    <message>
        <source>%1: needs the base model&apos;s score</source>
        <translation>%1: braucht den Wert des Basismodells</translation>
    </message>
    <message>
        <source>%1: no trial keeps it</source>
        <translation>%1: kein Versuch hält es ein</translation>
    </message>
    <message>
        <source>%1 · best allowed: &lt;b&gt;%2&lt;/b&gt; (%3, %4)</source>
        <translation>%1 · bester zulässiger: &lt;b&gt;%2&lt;/b&gt; (%3, %4)</translation>
    </message>
    <message>
        <source>, within the budget in %1 of the resamples</source>
        <translation>, in %1 der Stichproben innerhalb des Budgets</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>; filled = on the joint front, outline = behind it</source>
        <translation>; gefüllt = auf der gemeinsamen Front, Umriss = dahinter</translation>
    </message>
    <message>
        <source>, dotted = not told apart from it</source>
        <translation>, gepunktet = nicht von ihr zu unterscheiden</translation>
    </message>
    <message>
        <source> · hypervolume %1 above reference (%2, %3)</source>
        <translation> · Hypervolumen %1 über dem Bezugspunkt (%2, %3)</translation>
    </message>
    <message>
        <source> · ± is 95 %, %1 resamples</source>
        <translation> · ± bezeichnet 95 %, %1 Stichproben</translation>
    </message>
    <message>
        <source>unequal budgets</source>
        <translation>ungleiche Budgets</translation>
    </message>
    <message>
        <source>%1 updates</source>
        <translation>%1 Updates</translation>
    </message>
    <message>
        <source>%1 target tokens</source>
        <translation>%1 Ziel-Tokens</translation>
    </message>
    <message>
        <source>%1 · best allowed on dev: &lt;b&gt;%2&lt;/b&gt; (%3, %4)</source>
        <translation>%1 · bester zulässiger nach Dev: &lt;b&gt;%2&lt;/b&gt; (%3, %4)</translation>
    </message>
</context>
<context>
    <name>ViewEdit</name>
    <message>
        <source>unpinning the baseline</source>
        <translation>Lösen der Baseline</translation>
    </message>
    <message>
        <source>pinning a baseline</source>
        <translation>Anheften einer Baseline</translation>
    </message>
    <message>
        <source>loss budget</source>
        <translation>Verlustbudget</translation>
    </message>
    <message>
        <source>hiding strategies</source>
        <translation>Ausblenden von Strategien</translation>
    </message>
    <message>
        <source>view of the trade-off</source>
        <translation>Ansicht des Kompromisses</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The study %1 has nothing to draw of this yet: run its sweep first, or choose another figure, metric, split or quantity.</source>
        <translation>In der Studie %1 ist davon noch nichts zu zeichnen: Führen Sie zuerst ihren Sweep aus, oder wählen Sie eine andere Abbildung, Metrik, Teilmenge oder Größe.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>The pictures cannot be written to %1.</source>
        <translation>Die Bilder lassen sich nicht nach %1 schreiben.</translation>
    </message>
    <message>
        <source>Adapt a translation model to new domains without losing the old one.</source>
        <translation>Passt ein Übersetzungsmodell an neue Domänen an, ohne die alte zu verlieren.</translation>
    </message>
    <message>
        <source>Open the study in this folder, or this bundle.</source>
        <translation>Öffnet die Studie in diesem Ordner oder dieses Bündel.</translation>
    </message>
    <message>
        <source>Write figures for a paper to DIR, then end.</source>
        <translation>Schreibt Abbildungen für eine Veröffentlichung nach DIR und endet.</translation>
    </message>
    <message>
        <source>Write every page as a PNG to DIR, then end.</source>
        <translation>Schreibt jede Seite als PNG nach DIR und endet.</translation>
    </message>
    <message>
        <source>Colours: light or dark.</source>
        <translation>Farben: light (hell) oder dark (dunkel).</translation>
    </message>
    <message>
        <source>Language of the window, e.g. de; default: the system&apos;s.</source>
        <translation>Sprache des Fensters, z. B. de; Vorgabe: die des Systems.</translation>
    </message>
    <message>
        <source>Print the milliseconds from the start of the process to the first painted window (with a study: to its trade-off plot), then end.</source>
        <translation>Gibt die Millisekunden vom Start des Prozesses bis zum ersten gezeichneten Fenster aus (mit einer Studie: bis zu ihrem Kompromissdiagramm) und endet.</translation>
    </message>
</context>
<context>
    <name>palimpsest::AddDomainDialog</name>
    <message>
        <source>Add domain</source>
        <translation>Domäne hinzufügen</translation>
    </message>
    <message>
        <source>Drop files here: names such as train.%1 and test.%2.gz tell split and language. Plain text, one segment a line, TSV or TMX; gzipped files are read as they are.</source>
        <translation>Legen Sie Dateien hier ab: Namen wie train.%1 und test.%2.gz verraten Teilmenge und Sprache. Reiner Text, ein Segment je Zeile, TSV oder TMX; mit gzip gepackte Dateien werden gelesen, wie sie sind.</translation>
    </message>
    <message>
        <source>The engine is reading the text</source>
        <translation>Die Engine liest den Text</translation>
    </message>
    <message>
        <source>for example: law</source>
        <translation>zum Beispiel: Recht</translation>
    </message>
    <message>
        <source>New: the model is to be adapted to it</source>
        <translation>Neu: Das Modell soll an sie angepasst werden</translation>
    </message>
    <message>
        <source>Old: the model must not lose it</source>
        <translation>Alt: Das Modell darf sie nicht verlieren</translation>
    </message>
    <message>
        <source>source and licence of the text</source>
        <translation>Quelle und Lizenz des Textes</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>&amp;Rolle</translation>
    </message>
    <message>
        <source>Source (%1)</source>
        <translation>Quelle (%1)</translation>
    </message>
    <message>
        <source>Target (%1)</source>
        <translation>Ziel (%1)</translation>
    </message>
    <message>
        <source>%1, source file</source>
        <translation>%1, Quelldatei</translation>
    </message>
    <message>
        <source>%1, target file</source>
        <translation>%1, Zieldatei</translation>
    </message>
    <message>
        <source>empty with TSV or TMX</source>
        <translation>leer bei TSV oder TMX</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translation>N&amp;otiz</translation>
    </message>
    <message>
        <source>The name of %1 does not tell its split and language: choose its place with the folder buttons.</source>
        <translation>Der Name von %1 verrät Teilmenge und Sprache nicht: Wählen Sie den Platz der Datei mit den Ordner-Schaltflächen.</translation>
    </message>
    <message>
        <source>Give the domain a name.</source>
        <translation>Geben Sie der Domäne einen Namen.</translation>
    </message>
    <message>
        <source>Choose the source file of %1.</source>
        <translation>Wählen Sie die Quelldatei für %1.</translation>
    </message>
    <message>
        <source>Choose the target file of %1.</source>
        <translation>Wählen Sie die Zieldatei für %1.</translation>
    </message>
    <message>
        <source>The engine reads and checks the text …</source>
        <translation>Die Engine liest und prüft den Text …</translation>
    </message>
</context>
<context>
    <name>palimpsest::ArtifactCard</name>
    <message>
        <source>Splits text into pieces. It is trained on the old domains before the base model.</source>
        <translation>Zerlegt Text in Teilwörter. Er wird vor dem Basismodell auf den alten Domänen trainiert.</translation>
    </message>
    <message>
        <source>The model that every trial starts from, trained on the old domains.</source>
        <translation>Das Modell, von dem jeder Versuch ausgeht, auf den alten Domänen trainiert.</translation>
    </message>
    <message>
        <source>How much each parameter matters for the old domains; a sweep with EWC estimates it when it starts.</source>
        <translation>Wie wichtig jeder Parameter für die alten Domänen ist; ein Sweep mit EWC schätzt es, wenn er beginnt.</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Details…</translation>
    </message>
    <message>
        <source>Details of %1</source>
        <translation>Details zu %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::BundleNotice</name>
    <message>
        <source>This bundle was changed after it was made: do not rely on its figures, and ask its author for it anew. %1</source>
        <translation>Dieses Bündel wurde verändert, nachdem es erstellt war: Verlassen Sie sich nicht auf seine Zahlen, und bitten Sie seinen Urheber erneut darum. %1</translation>
    </message>
    <message>
        <source>A bundle for reading, made %1 and unchanged since. SHA-256 of its content: %2</source>
        <translation>Ein Bündel zum Lesen, erstellt %1 und seitdem unverändert. SHA-256 des Inhalts: %2</translation>
    </message>
    <message>
        <source>A bundle for reading. Checking that it is unchanged …</source>
        <translation>Ein Bündel zum Lesen. Es wird geprüft, ob es unverändert ist …</translation>
    </message>
</context>
<context>
    <name>palimpsest::ChoiceList</name>
    <message>
        <source>Drag rows, or Alt+Up and Alt+Down, to change their order.</source>
        <translation>Ziehen Sie Zeilen, oder drücken Sie Alt+Auf und Alt+Ab, um die Reihenfolge zu ändern.</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
</context>
<context>
    <name>palimpsest::ChoicesButton</name>
    <message>
        <source>none chosen</source>
        <translation>nichts gewählt</translation>
    </message>
</context>
<context>
    <name>palimpsest::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Find a command or a run</source>
        <translation>Befehl oder Lauf suchen</translation>
    </message>
</context>
<context>
    <name>palimpsest::ComparePage</name>
    <message>
        <source>&amp;Baseline</source>
        <translation>&amp;Baseline</translation>
    </message>
    <message>
        <source>Trials to co&amp;mpare with it</source>
        <translation>&amp;Versuche zum Vergleich</translation>
    </message>
    <message>
        <source>Select several with Ctrl or Shift</source>
        <translation>Mit Strg oder Umschalt lassen sich mehrere wählen</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>paired bootstrap</source>
        <translation>gepaarter Bootstrap</translation>
    </message>
    <message>
        <source>approximate randomisation</source>
        <translation>approximative Randomisierung</translation>
    </message>
    <message>
        <source>Scores of the compared trials</source>
        <translation>Werte der verglichenen Versuche</translation>
    </message>
    <message>
        <source>Sentences, side by side</source>
        <translation>Sätze, nebeneinander</translation>
    </message>
    <message>
        <source>The selected sentence in full</source>
        <translation>Der gewählte Satz in voller Länge</translation>
    </message>
    <message>
        <source>Select a sentence to read it in full.</source>
        <translation>Wählen Sie einen Satz, um ihn in voller Länge zu lesen.</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>Noch nichts zu vergleichen</translation>
    </message>
    <message>
        <source>Choose what to compare</source>
        <translation>Wählen Sie, was verglichen wird</translation>
    </message>
    <message>
        <source>Trials can be compared when they have been scored.</source>
        <translation>Versuche lassen sich vergleichen, sobald sie bewertet sind.</translation>
    </message>
    <message>
        <source>Select one or more trials in the list, or on any other page: their scores and sentences appear beside those of the baseline.</source>
        <translation>Wählen Sie einen oder mehrere Versuche in der Liste oder auf einer anderen Seite: Ihre Werte und Sätze erscheinen neben denen der Baseline.</translation>
    </message>
    <message>
        <source>These trials cannot be compared</source>
        <translation>Diese Versuche lassen sich nicht vergleichen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>%1 of %2 sentences</source>
        <translation>%1 von %2 Sätzen</translation>
    </message>
    <message>
        <source>%1: %2 better, %3 worse, %4 equal; change on average %5, median %6</source>
        <translation>%1: %2 besser, %3 schlechter, %4 gleich; Änderung im Mittel %5, im Median %6</translation>
    </message>
    <message>
        <source>Source · %1, line %2</source>
        <translation>Quelle · %1, Zeile %2</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Als LaTeX kopieren</translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s) copied</source>
        <translation>
            <numerusform>%n Satz kopiert</numerusform>
            <numerusform>%n Sätze kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>There are no sentences to export: select trials to compare.</source>
        <translation>Es gibt keine Sätze zu exportieren: Wählen Sie Versuche zum Vergleich.</translation>
    </message>
    <message>
        <source>Export sentences</source>
        <translation>Sätze exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv);;TSV (*.tsv);;JSON (*.json);;HTML (*.html)</source>
        <translation>CSV (*.csv);;TSV (*.tsv);;JSON (*.json);;HTML (*.html)</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::ComparisonPanel</name>
    <message>
        <source>Comparison of the selected points</source>
        <translation>Vergleich der gewählten Punkte</translation>
    </message>
</context>
<context>
    <name>palimpsest::CurvesPage</name>
    <message>
        <source>Log updates</source>
        <translation>Updates logarithmisch</translation>
    </message>
    <message>
        <source>Log values</source>
        <translation>Werte logarithmisch</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Runs to show; select several with Ctrl or Shift</source>
        <translation>Anzuzeigende Läufe; mit Strg oder Umschalt lassen sich mehrere wählen</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Curves of the chosen runs</source>
        <translation>Kurven der gewählten Läufe</translation>
    </message>
    <message>
        <source>&amp;Smoothing</source>
        <translation>&amp;Glättung</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>No curves to show</source>
        <translation>Keine Kurven zu zeigen</translation>
    </message>
    <message>
        <source>Select one or more runs in the list; they draw their curves as they train.</source>
        <translation>Wählen Sie einen oder mehrere Läufe in der Liste; sie zeichnen ihre Kurven, während sie trainieren.</translation>
    </message>
    <message>
        <source>What is selected has logged nothing yet: curves appear as a run trains. Select another one in the list.</source>
        <translation>Was gewählt ist, hat noch nichts protokolliert: Kurven erscheinen, während ein Lauf trainiert. Wählen Sie einen anderen in der Liste.</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
</context>
<context>
    <name>palimpsest::DomainTableModel</name>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Training pairs that occur earlier in the same text (kept)</source>
        <translation>Trainingspaare, die im selben Text schon vorher vorkommen (sie bleiben)</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Domäne</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Dev</source>
        <translation>Dev</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>Doppelte</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Source and licence</source>
        <translation>Quelle, Lizenz</translation>
    </message>
</context>
<context>
    <name>palimpsest::DomainsPage</name>
    <message>
        <source>No text yet</source>
        <translation>Noch kein Text</translation>
    </message>
    <message>
        <source>A study needs one old domain, which the model must not lose, and one or more new ones to adapt it to. Drop the files here or choose them.</source>
        <translation>Eine Studie braucht eine alte Domäne, die das Modell nicht verlieren darf, und eine oder mehrere neue, an die es angepasst wird. Legen Sie die Dateien hier ab, oder wählen Sie sie.</translation>
    </message>
    <message>
        <source>Add domain</source>
        <translation>Domäne hinzufügen</translation>
    </message>
    <message>
        <source>Domains</source>
        <translation>Domänen</translation>
    </message>
    <message>
        <source>Warnings and samples of the selected domain</source>
        <translation>Warnungen und Beispiele der gewählten Domäne</translation>
    </message>
    <message>
        <source>Select a domain to see its warnings and samples.</source>
        <translation>Wählen Sie eine Domäne, um ihre Warnungen und Beispiele zu sehen.</translation>
    </message>
    <message>
        <source>Lengths of the selected domain&apos;s training text</source>
        <translation>Längen im Trainingstext der gewählten Domäne</translation>
    </message>
    <message>
        <source>Add domain…</source>
        <translation>Domäne hinzufügen …</translation>
    </message>
    <message>
        <source>Train base model</source>
        <translation>Basismodell trainieren</translation>
    </message>
    <message>
        <source>Train tokenizer and base model now; a sweep does it when it starts</source>
        <translation>Tokenizer und Basismodell jetzt trainieren; ein Sweep tut es, wenn er beginnt</translation>
    </message>
    <message>
        <source>Import model…</source>
        <translation>Modell einlesen …</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n old domain(s)</source>
        <translation>
            <numerusform>%n alte Domäne</numerusform>
            <numerusform>%n alte Domänen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new domain(s)</source>
        <translation>
            <numerusform>%n neue Domäne</numerusform>
            <numerusform>%n neue Domänen</numerusform>
        </translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Added the domain “%1”.</source>
        <translation>Die Domäne „%1“ ist hinzugefügt.</translation>
    </message>
    <message>
        <source>Asked the engine to train tokenizer and base model.</source>
        <translation>Die Engine ist beauftragt, Tokenizer und Basismodell zu trainieren.</translation>
    </message>
    <message>
        <source>Folder of a MarianMT model</source>
        <translation>Ordner eines MarianMT-Modells</translation>
    </message>
    <message>
        <source>Bringing in the model of %1 …</source>
        <translation>Das Modell aus %1 wird eingelesen …</translation>
    </message>
    <message>
        <source>%1 Choose it as base model on the Sweep page.</source>
        <translation>%1 Wählen Sie es auf der Seite „Sweep“ als Basismodell.</translation>
    </message>
    <message>
        <source>Domains and base model</source>
        <translation>Domänen und Basismodell</translation>
    </message>
    <message>
        <source>Bring in the folder of a MarianMT model (OPUS-MT) of Hugging Face&apos;s transformers, or of a Marian model; a sweep can then start from it</source>
        <translation>Den Ordner eines MarianMT-Modells (OPUS-MT) aus Hugging Faces transformers oder eines Marian-Modells einlesen; ein Sweep kann dann davon ausgehen</translation>
    </message>
</context>
<context>
    <name>palimpsest::EngineCommand</name>
    <message>
        <source>%1 cannot be started: %2. Install palimpsest-engine beside this program.</source>
        <translation>%1 lässt sich nicht starten: %2. Installieren Sie palimpsest-engine neben diesem Programm.</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly (signal %1).</source>
        <translation>Die Engine endete unerwartet (Signal %1).</translation>
    </message>
    <message>
        <source>The engine ended with exit code %1.</source>
        <translation>Die Engine endete mit Code %1.</translation>
    </message>
</context>
<context>
    <name>palimpsest::EngineLink</name>
    <message>
        <source>Open a study first.</source>
        <translation>Öffnen Sie zuerst eine Studie.</translation>
    </message>
    <message>
        <source>This study is open for reading only: %1</source>
        <translation>Diese Studie ist nur zum Lesen geöffnet: %1</translation>
    </message>
    <message>
        <source>The engine %1 is missing: build or install palimpsest-engine beside this program, then try again.</source>
        <translation>Die Engine %1 fehlt: Bauen oder installieren Sie palimpsest-engine neben diesem Programm, und versuchen Sie es dann erneut.</translation>
    </message>
</context>
<context>
    <name>palimpsest::ExportBundleDialog</name>
    <message>
        <source>&amp;Sentences: sources, references and translations</source>
        <translation>&amp;Sätze: Quellen, Referenzen und Übersetzungen</translation>
    </message>
    <message>
        <source>&amp;Names of machines, people and folders</source>
        <translation>&amp;Namen von Rechnern, Personen und Ordnern</translation>
    </message>
    <message>
        <source>Make bundle</source>
        <translation>Bündel erstellen</translation>
    </message>
    <message>
        <source>Export bundle</source>
        <translation>Bündel exportieren</translation>
    </message>
    <message>
        <source>A bundle is one read-only file with every score, test, curve and configuration of this study. Whoever gets it opens it in this program, without the engine or a GPU, or with any SQLite tool. Its checksum shows whether it was changed.</source>
        <translation>Ein Bündel ist eine einzige, nur lesbare Datei mit allen Werten, Tests, Kurven und Einstellungen dieser Studie. Wer sie bekommt, öffnet sie in diesem Programm, ohne die Engine und ohne GPU, oder mit jedem SQLite-Werkzeug. Ihre Prüfsumme zeigt, ob sie verändert wurde.</translation>
    </message>
    <message>
        <source>File of the bundle</source>
        <translation>Datei des Bündels</translation>
    </message>
    <message>
        <source>Mind the licences of the texts. Tests and intervals need none of them.</source>
        <translation>Beachten Sie die Lizenzen der Texte. Tests und Intervalle brauchen keinen von ihnen.</translation>
    </message>
    <message>
        <source>Leave this off for a blind review.</source>
        <translation>Für eine anonyme Begutachtung ausgeschaltet lassen.</translation>
    </message>
    <message>
        <source>What is in the bundle, and what was left out</source>
        <translation>Was im Bündel ist und was weggelassen wurde</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Making the bundle …</source>
        <translation>Das Bündel wird erstellt …</translation>
    </message>
    <message>
        <source>The bundle is made. Look through the list before you pass it on.</source>
        <translation>Das Bündel ist erstellt. Sehen Sie die Liste durch, bevor Sie es weitergeben.</translation>
    </message>
</context>
<context>
    <name>palimpsest::ExportFigureDialog</name>
    <message>
        <source>Figure</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilmenge</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>As &amp;shown: its trials and ranges</source>
        <translation>Wie an&amp;gezeigt: mit diesen Versuchen und Bereichen</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Width in millimetres</source>
        <translation>Breite in Millimetern</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Height in millimetres</source>
        <translation>Höhe in Millimetern</translation>
    </message>
    <message>
        <source>Font size in points</source>
        <translation>Schriftgröße in Punkt</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>F&amp;igure</source>
        <translation>&amp;Abbildung</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>&amp;Metrik</translation>
    </message>
    <message>
        <source>S&amp;plit</source>
        <translation>Teilmen&amp;ge</translation>
    </message>
    <message>
        <source>&amp;Quantity</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>&amp;Breite</translation>
    </message>
    <message>
        <source>&amp;Height</source>
        <translation>&amp;Höhe</translation>
    </message>
    <message>
        <source>Fo&amp;nt</source>
        <translation>&amp;Schrift</translation>
    </message>
    <message>
        <source>&amp;Resolution</source>
        <translation>Auf&amp;lösung</translation>
    </message>
    <message>
        <source>Fi&amp;le</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Trade-off</source>
        <translation>Kompromiss</translation>
    </message>
    <message>
        <source>Training curves</source>
        <translation>Trainingskurven</translation>
    </message>
    <message>
        <source>Change by domain</source>
        <translation>Änderung je Domäne</translation>
    </message>
    <message>
        <source>Only what the page shows, at its zoom; else everything.</source>
        <translation>Nur was die Seite zeigt, in ihrem Ausschnitt; sonst alles.</translation>
    </message>
    <message>
        <source>PDF, vector</source>
        <translation>PDF, Vektorgrafik</translation>
    </message>
    <message>
        <source>SVG, vector</source>
        <translation>SVG, Vektorgrafik</translation>
    </message>
    <message>
        <source>PNG, pixels</source>
        <translation>PNG, Pixel</translation>
    </message>
    <message>
        <source>LaTeX (pgfplots) and its data</source>
        <translation>LaTeX (pgfplots) mit Daten</translation>
    </message>
    <message>
        <source>CSV, the data alone</source>
        <translation>CSV, nur die Daten</translation>
    </message>
    <message>
        <source>One column</source>
        <translation>Eine Spalte</translation>
    </message>
    <message>
        <source>Two columns</source>
        <translation>Zwei Spalten</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Resolution in dots per inch</source>
        <translation>Auflösung in Punkten je Zoll</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>File of the figure</source>
        <translation>Datei der Abbildung</translation>
    </message>
    <message>
        <source>Preview of the figure</source>
        <translation>Vorschau der Abbildung</translation>
    </message>
    <message>
        <source>Nothing to draw yet: choose another metric, split or quantity, or wait for a trial.</source>
        <translation>Noch nichts zu zeichnen: Wählen Sie eine andere Metrik, Teilmenge oder Größe, oder warten Sie auf einen Versuch.</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::ExportOptions</name>
    <message>
        <source>tradeoff, curves, domains, or several with commas; default: all.</source>
        <translation>tradeoff, curves, domains oder mehrere, durch Kommas getrennt; Vorgabe: alle.</translation>
    </message>
    <message>
        <source>pdf, svg, png, tex, csv, or several; default: pdf,svg,png.</source>
        <translation>pdf, svg, png, tex, csv oder mehrere; Vorgabe: pdf,svg,png.</translation>
    </message>
    <message>
        <source>as this exported figure, or as a file ending in .json says.</source>
        <translation>wie diese exportierte Abbildung oder wie eine Datei, die auf .json endet, es sagt.</translation>
    </message>
    <message>
        <source>bleu, chrf, ter or loss.</source>
        <translation>bleu, chrf, ter oder loss.</translation>
    </message>
    <message>
        <source>scores on dev or test.</source>
        <translation>Werte auf dev oder test.</translation>
    </message>
    <message>
        <source>only trials of this sweep.</source>
        <translation>nur Versuche dieses Sweeps.</translation>
    </message>
    <message>
        <source>only these, with commas between.</source>
        <translation>nur diese, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>only these: identities, or how they begin.</source>
        <translation>nur diese: Identitäten oder ihre Anfänge.</translation>
    </message>
    <message>
        <source>horizontal axis: mean:new, worst:new … or domain:NAME.</source>
        <translation>waagrechte Achse: mean:new, worst:new … oder domain:NAME.</translation>
    </message>
    <message>
        <source>vertical axis, likewise.</source>
        <translation>senkrechte Achse, ebenso.</translation>
    </message>
    <message>
        <source>shade what loses more than this.</source>
        <translation>schattiert, was mehr als das verliert.</translation>
    </message>
    <message>
        <source>curves of metric:loss, role:old:bleu, domain:NAME:bleu …</source>
        <translation>Kurven von metric:loss, role:old:bleu, domain:NAME:bleu …</translation>
    </message>
    <message>
        <source>curves: weight of the past, 0 to below 1.</source>
        <translation>Kurven: Gewicht der Vergangenheit, 0 bis unter 1.</translation>
    </message>
    <message>
        <source>as wide as 1 column of a page or 2.</source>
        <translation>so breit wie 1 oder 2 Spalten einer Seite.</translation>
    </message>
    <message>
        <source>width in mm.</source>
        <translation>Breite in mm.</translation>
    </message>
    <message>
        <source>height in mm.</source>
        <translation>Höhe in mm.</translation>
    </message>
    <message>
        <source>of all text, in points.</source>
        <translation>allen Textes, in Punkt.</translation>
    </message>
    <message>
        <source>dots per inch of PNG.</source>
        <translation>Punkte je Zoll des PNG.</translation>
    </message>
    <message>
        <source>trade-off without staircases.</source>
        <translation>Kompromiss ohne Treppenlinien.</translation>
    </message>
    <message>
        <source>trade-off without ellipses.</source>
        <translation>Kompromiss ohne Ellipsen.</translation>
    </message>
    <message>
        <source>a point a trial instead of means over seeds.</source>
        <translation>ein Punkt je Versuch statt Mittel über Seeds.</translation>
    </message>
    <message>
        <source>curves: logarithmic updates.</source>
        <translation>Kurven: Updates logarithmisch.</translation>
    </message>
    <message>
        <source>curves: logarithmic values.</source>
        <translation>Kurven: Werte logarithmisch.</translation>
    </message>
</context>
<context>
    <name>palimpsest::ExportTableDialog</name>
    <message>
        <source>plain text</source>
        <translation>reiner Text</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Export table “%1”</source>
        <translation>Tabelle „%1“ exportieren</translation>
    </message>
    <message>
        <source>File of the table</source>
        <translation>Datei der Tabelle</translation>
    </message>
    <message>
        <source>What is written</source>
        <translation>Was geschrieben wird</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>F&amp;ile</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2): choose another file.</source>
        <translation>%1 lässt sich nicht schreiben (%2): Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>Copied as %1</source>
        <translation>Kopiert als %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::FisherDialog</name>
    <message>
        <source>Log &amp;counts</source>
        <translation>&amp;Anzahlen logarithmisch</translation>
    </message>
    <message>
        <source>Importance by part of the network</source>
        <translation>Wichtigkeit nach Teilen des Netzes</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größte</translation>
    </message>
    <message>
        <source>How the estimate settled</source>
        <translation>Wie sich die Schätzung einpendelte</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>Relative change</source>
        <translation>Relative Änderung</translation>
    </message>
    <message>
        <source>Rank correlation</source>
        <translation>Rangkorrelation</translation>
    </message>
    <message>
        <source>Importance of the parameters</source>
        <translation>Wichtigkeit der Parameter</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>Schätzung</translation>
    </message>
    <message>
        <source>How the importances of the parameters are spread</source>
        <translation>Wie die Wichtigkeiten der Parameter verteilt sind</translation>
    </message>
    <message>
        <source>The table beside it has the same by part of the network.</source>
        <translation>Die Tabelle daneben zeigt dasselbe nach Teilen des Netzes.</translation>
    </message>
    <message>
        <source>No histogram</source>
        <translation>Kein Histogramm</translation>
    </message>
    <message>
        <source>An earlier version of the program made this estimate: its parts are in the table.</source>
        <translation>Eine frühere Version des Programms hat diese Schätzung gemacht: ihre Teile stehen in der Tabelle.</translation>
    </message>
    <message>
        <source>Parts of the network</source>
        <translation>Teile des Netzes</translation>
    </message>
    <message>
        <source>The facts of this estimate are damaged and cannot be shown.</source>
        <translation>Die Angaben zu dieser Schätzung sind beschädigt und lassen sich nicht zeigen.</translation>
    </message>
    <message>
        <source>Estimator: %1</source>
        <translation>Schätzer: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n Satz</numerusform>
            <numerusform>%n Sätze</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 parameters have none and are in no bar</source>
        <translation>%1 Parameter haben keine und sind in keinem Balken</translation>
    </message>
    <message>
        <source>clipped at %1: %2 parameters, %3 of the sum taken away; the largest was %4</source>
        <translation>gekappt bei %1: %2 Parameter, %3 der Summe weggenommen; die größte war %4</translation>
    </message>
    <message>
        <source>&lt;b&gt;First sentences against all %1&lt;/b&gt;</source>
        <translation>&lt;b&gt;Die ersten Sätze gegen alle %1&lt;/b&gt;</translation>
    </message>
    <message numerus="yes">
        <source>How the estimate settled is known from %n sentence(s) on.</source>
        <translation>
            <numerusform>Wie sich die Schätzung einpendelte, ist ab %n Satz bekannt.</numerusform>
            <numerusform>Wie sich die Schätzung einpendelte, ist ab %n Sätzen bekannt.</numerusform>
        </translation>
    </message>
    <message>
        <source>half : half</source>
        <translation>Hälfte : Hälfte</translation>
    </message>
</context>
<context>
    <name>palimpsest::ForgettingPage</name>
    <message>
        <source>Metric</source>
        <translation>Maß</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>No sequence yet</source>
        <translation>Noch keine Sequenz</translation>
    </message>
    <message>
        <source>This page shows what learning the domains one after the other did to each of them. On the Sweep page open “Domain after domain”, put the new domains into an order and start the sweep: a row appears when the first step has been scored.</source>
        <translation>Diese Seite zeigt, was das Lernen der Domänen nacheinander mit jeder von ihnen gemacht hat. Auf der Seite Sweep „Domäne nach Domäne“ öffnen, die neuen Domänen in eine Reihenfolge bringen und den Sweep starten: Eine Zeile erscheint, sobald der erste Schritt bewertet ist.</translation>
    </message>
    <message>
        <source>Design a sweep</source>
        <translation>Sweep entwerfen</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>&amp;Maß</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>S&amp;weep</source>
        <translation>S&amp;weep</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>Sequenzen</translation>
    </message>
    <message>
        <source>Scores after each step, by domain</source>
        <translation>Werte nach jedem Schritt, je Domäne</translation>
    </message>
    <message>
        <source>In brackets, and as colour: the change against the best score since the domain was learned, orange for lost, blue for gained. Bold: learned in this step. Grey: not learned yet.</source>
        <translation>In Klammern und als Farbe: die Änderung gegenüber dem besten Wert, seit die Domäne gelernt wurde, orange für verloren, blau für gewonnen. Fett: in diesem Schritt gelernt. Grau: noch nicht gelernt.</translation>
    </message>
    <message>
        <source>all sweeps</source>
        <translation>alle Sweeps</translation>
    </message>
    <message>
        <source>view of the forgetting</source>
        <translation>Ansicht des Vergessens</translation>
    </message>
    <message>
        <source>Forgetting</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Copy matrix</source>
        <translation>Matrix kopieren</translation>
    </message>
    <message>
        <source>Put the matrix on the clipboard</source>
        <translation>Die Matrix in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Put the matrix on the clipboard as a Markdown table</source>
        <translation>Die Matrix als Markdown-Tabelle in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Als LaTeX kopieren</translation>
    </message>
    <message>
        <source>Put the matrix on the clipboard as a LaTeX table</source>
        <translation>Die Matrix als LaTeX-Tabelle in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation>Als Bild kopieren</translation>
    </message>
    <message>
        <source>Put the matrix on the clipboard as a picture in light colours</source>
        <translation>Die Matrix als Bild in hellen Farben in die Zwischenablage legen</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 · mean ± s.d. of %n seed(s)</source>
        <translation>
            <numerusform>%1 · %2 · Mittel ± Std.-Abw. von %n Seed</numerusform>
            <numerusform>%1 · %2 · Mittel ± Std.-Abw. von %n Seeds</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>configuration, metric and text</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Average %1 · mean forgetting %2 · backward transfer %3</source>
        <translation>Durchschnitt %1 · mittleres Vergessen %2 · Rückwärtstransfer %3</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nach</translation>
    </message>
    <message>
        <source>Matrix copied</source>
        <translation>Matrix kopiert</translation>
    </message>
    <message>
        <source>There is no matrix to export yet.</source>
        <translation>Es gibt noch keine Matrix zu exportieren.</translation>
    </message>
    <message>
        <source>Export forgetting</source>
        <translation>Vergessen exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv);;LaTeX (*.tex);;JSON (*.json);;Text (*.txt);;Picture (*.png)</source>
        <translation>CSV (*.csv);;LaTeX (*.tex);;JSON (*.json);;Text (*.txt);;Bild (*.png)</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::HelpDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Every page is reached and used without a mouse. In tables, arrow keys move and Shift or Ctrl selects several rows; the other pages and the plots follow the selection.</source>
        <translation>Jede Seite lässt sich ohne Maus erreichen und bedienen. In Tabellen wandern die Pfeiltasten, Umschalt oder Strg wählt mehrere Zeilen; die anderen Seiten und die Diagramme folgen der Auswahl.</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Plot: closer, farther, all</source>
        <translation>Diagramm: näher, weiter, alles</translation>
    </message>
    <message>
        <source>+, −, Home</source>
        <translation>+, −, Pos1</translation>
    </message>
    <message>
        <source>Plot: from point to point</source>
        <translation>Diagramm: von Punkt zu Punkt</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Plot: select the point, open it</source>
        <translation>Diagramm: Punkt wählen, öffnen</translation>
    </message>
    <message>
        <source>Space, Return</source>
        <translation>Leertaste, Eingabe</translation>
    </message>
    <message>
        <source>Plot: move</source>
        <translation>Diagramm: verschieben</translation>
    </message>
    <message>
        <source>Shift and arrow keys</source>
        <translation>Umschalt und Pfeiltasten</translation>
    </message>
    <message>
        <source>Plot: closer along one axis</source>
        <translation>Diagramm: näher entlang einer Achse</translation>
    </message>
    <message>
        <source>Shift or Ctrl with the wheel</source>
        <translation>Umschalt oder Strg mit dem Mausrad</translation>
    </message>
    <message>
        <source>Plot: a rectangle</source>
        <translation>Diagramm: ein Rechteck</translation>
    </message>
    <message>
        <source>Right drag</source>
        <translation>Rechts ziehen</translation>
    </message>
    <message>
        <source>Plot: select several points</source>
        <translation>Diagramm: mehrere Punkte wählen</translation>
    </message>
    <message>
        <source>Ctrl with a click, Shift with a drag</source>
        <translation>Strg mit einem Klick, Umschalt mit Ziehen</translation>
    </message>
</context>
<context>
    <name>palimpsest::LogGridPanel</name>
    <message>
        <source>Use these values</source>
        <translation>Diese Werte übernehmen</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Von</translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation>&amp;Bis</translation>
    </message>
    <message>
        <source>&amp;Values</source>
        <translation>&amp;Werte</translation>
    </message>
    <message>
        <source>Both ends must be numbers above 0.</source>
        <translation>Beide Enden müssen Zahlen über 0 sein.</translation>
    </message>
    <message>
        <source>Find the range by a probe</source>
        <translation>Bereich durch eine Probe finden</translation>
    </message>
    <message>
        <source>Trains a few updates without a penalty, and proposes values that span the way from the base model to fine-tuned. Needs the base model and its Fisher information.</source>
        <translation>Trainiert einige Schritte ohne Strafterm und schlägt Werte vor, die vom Basismodell bis zum Fine-Tuning reichen. Braucht das Basismodell und seine Fisher-Information.</translation>
    </message>
</context>
<context>
    <name>palimpsest::LogPage</name>
    <message>
        <source>No messages</source>
        <translation>Keine Meldungen</translation>
    </message>
    <message>
        <source>Warnings and errors of the engine appear here, each text once with the number of times it was said.</source>
        <translation>Hier erscheinen Warnungen und Fehler der Engine, jeder Text einmal mit der Anzahl, wie oft er gemeldet wurde.</translation>
    </message>
    <message>
        <source>Selected message</source>
        <translation>Gewählte Meldung</translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation>Meldungen filtern</translation>
    </message>
    <message>
        <source>Least severity</source>
        <translation>Mindestens so schwer</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>Alle Meldungen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Show its run</source>
        <translation>Ihren Lauf zeigen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n Fehler</numerusform>
            <numerusform>%n Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>This message belongs to no run.</source>
        <translation>Diese Meldung gehört zu keinem Lauf.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
</context>
<context>
    <name>palimpsest::MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Open for reading only: %1</source>
        <translation>Nur zum Lesen geöffnet: %1</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>Noch keine Jobs</translation>
    </message>
    <message>
        <source>%1 of %2 jobs finished</source>
        <translation>%1 von %2 Jobs fertig</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>engine idle</source>
        <translation>Engine ruht</translation>
    </message>
    <message>
        <source>Open study</source>
        <translation>Studie öffnen</translation>
    </message>
    <message>
        <source>Studies and bundles (study.db *.palimpsest)</source>
        <translation>Studien und Bündel (study.db *.palimpsest)</translation>
    </message>
    <message>
        <source>Work is running</source>
        <translation>Es wird gearbeitet</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are not finished.</source>
        <translation>
            <numerusform>%n Job ist nicht fertig.</numerusform>
            <numerusform>%n Jobs sind nicht fertig.</numerusform>
        </translation>
    </message>
    <message>
        <source>They can go on without this window. A paused sweep goes on later where it stopped; cancelling ends its unfinished trials.</source>
        <translation>Sie können ohne dieses Fenster weiterlaufen. Ein pausierter Sweep geht später dort weiter, wo er aufhörte; Abbrechen beendet seine unfertigen Versuche.</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>&amp;Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausieren</translation>
    </message>
    <message>
        <source>&amp;Cancel the sweep</source>
        <translation>Sweep &amp;abbrechen</translation>
    </message>
    <message>
        <source>Do &amp;not close</source>
        <translation>&amp;Nicht schließen</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
    <message>
        <source>Open from export</source>
        <translation>Aus Export öffnen</translation>
    </message>
    <message>
        <source>Exported figures and tables (*.pdf *.svg *.png *.tex *.dat *.csv *.tsv *.md *.html)</source>
        <translation>Exportierte Abbildungen und Tabellen (*.pdf *.svg *.png *.tex *.dat *.csv *.tsv *.md *.html)</translation>
    </message>
    <message>
        <source>Shown as in %1</source>
        <translation>Gezeigt wie in %1</translation>
    </message>
    <message>
        <source>Figure copied</source>
        <translation>Abbildung kopiert</translation>
    </message>
    <message>
        <source>The kept layout of the window in %1 cannot be read; the window starts with its first layout.</source>
        <translation>Die gemerkte Anordnung des Fensters in %1 lässt sich nicht lesen; das Fenster beginnt mit der ersten Anordnung.</translation>
    </message>
    <message>
        <source>Palimpsest did not end in the usual way; “%1” is open again, as it was.</source>
        <translation>Palimpsest wurde nicht wie üblich beendet; „%1“ ist wieder geöffnet, wie es war.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;Study</source>
        <translation>&amp;Studie</translation>
    </message>
    <message>
        <source>New &amp;study…</source>
        <translation>Neue &amp;Studie …</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open the &amp;demo study</source>
        <translation>&amp;Demo-Studie öffnen</translation>
    </message>
    <message>
        <source>&amp;Close study</source>
        <translation>Studie s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Open &amp;from export…</source>
        <translation>Aus E&amp;xport öffnen …</translation>
    </message>
    <message>
        <source>Export &amp;bundle…</source>
        <translation>Bündel expor&amp;tieren …</translation>
    </message>
    <message>
        <source>Co&amp;py figure</source>
        <translation>Abbildung &amp;kopieren</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Work</source>
        <translation>&amp;Arbeit</translation>
    </message>
    <message>
        <source>&amp;New sweep</source>
        <translation>&amp;Neuer Sweep</translation>
    </message>
    <message>
        <source>&amp;Start sweep</source>
        <translation>Sweep &amp;starten</translation>
    </message>
    <message>
        <source>&amp;Pause or resume</source>
        <translation>&amp;Pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Retry selected</source>
        <translation>Auswahl &amp;wiederholen</translation>
    </message>
    <message>
        <source>&amp;Cancel selected</source>
        <translation>Auswahl &amp;abbrechen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>A&amp;nsicht</translation>
    </message>
    <message>
        <source>Fi&amp;lter</source>
        <translation>Fi&amp;lter</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>Aktualisie&amp;ren</translation>
    </message>
    <message>
        <source>&amp;Fit plot</source>
        <translation>Diagramm ein&amp;passen</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Reset la&amp;yout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>&amp;Befehle …</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;About Palimpsest</source>
        <translation>Übe&amp;r Palimpsest</translation>
    </message>
    <message>
        <source>About Palimpsest</source>
        <translation>Über Palimpsest</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Palimpsest %1&lt;/h3&gt;&lt;p&gt;A workbench for adapting translation models to new domains without losing the old one.&lt;/p&gt;&lt;p&gt;GPL-3.0-or-later&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Palimpsest %1&lt;/h3&gt;&lt;p&gt;Eine Werkbank, um Übersetzungsmodelle an neue Domänen anzupassen, ohne die alte zu verlieren.&lt;/p&gt;&lt;p&gt;GPL-3.0-or-later&lt;/p&gt;</translation>
    </message>
    <message>
        <source>The demo study is ready: look at its sweep, then start it.</source>
        <translation>Die Demo-Studie ist bereit: Sehen Sie sich ihren Sweep an, und starten Sie ihn dann.</translation>
    </message>
    <message>
        <source>Preparing the demo study …</source>
        <translation>Die Demo-Studie wird vorbereitet …</translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n eingereiht</numerusform>
            <numerusform>%n eingereiht</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose on &amp;dev…</source>
        <translation>Auf &amp;Dev auswählen …</translation>
    </message>
</context>
<context>
    <name>palimpsest::MatrixModel</name>
    <message>
        <source>%1 (%2)</source>
        <comment>score, change</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1: forgotten %2, from the best score since it was learned to the last</source>
        <translation>%1: %2 vergessen, vom besten Wert seit dem Lernen bis zum letzten</translation>
    </message>
    <message>
        <source>%1: nothing to forget yet</source>
        <translation>%1: noch nichts zu vergessen</translation>
    </message>
    <message>
        <source>%1, base model: %2</source>
        <translation>%1, Basismodell: %2</translation>
    </message>
    <message>
        <source>%1, after learning %2: %3</source>
        <translation>%1, nach dem Lernen von %2: %3</translation>
    </message>
    <message>
        <source>%1; not learned yet</source>
        <translation>%1; noch nicht gelernt</translation>
    </message>
    <message>
        <source>%1; learned in this step</source>
        <translation>%1; in diesem Schritt gelernt</translation>
    </message>
    <message>
        <source>%1; %2 against the best before</source>
        <translation>%1; %2 gegenüber dem besten Wert davor</translation>
    </message>
    <message>
        <source>forgetting</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>Basismodell</translation>
    </message>
</context>
<context>
    <name>palimpsest::MessageTableModel</name>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Zuerst</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Zuletzt</translation>
    </message>
</context>
<context>
    <name>palimpsest::NameDialog</name>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
</context>
<context>
    <name>palimpsest::NewStudyDialog</name>
    <message>
        <source>Make study</source>
        <translation>Studie anlegen</translation>
    </message>
    <message>
        <source>New study</source>
        <translation>Neue Studie</translation>
    </message>
    <message>
        <source>for example: de-en, medical</source>
        <translation>zum Beispiel: de-en, Medizin</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;In folder</source>
        <translation>&amp;Im Ordner</translation>
    </message>
    <message>
        <source>&amp;Translate from</source>
        <translation>&amp;Übersetzt von</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>&amp;nach</translation>
    </message>
    <message>
        <source>Give the study a name.</source>
        <translation>Geben Sie der Studie einen Namen.</translation>
    </message>
    <message>
        <source>Choose the folder in which the study is to lie.</source>
        <translation>Wählen Sie den Ordner, in dem die Studie liegen soll.</translation>
    </message>
    <message>
        <source>A study lies there already: choose another name or open it.</source>
        <translation>Dort liegt schon eine Studie: Wählen Sie einen anderen Namen, oder öffnen Sie sie.</translation>
    </message>
    <message>
        <source>Choose both languages.</source>
        <translation>Wählen Sie beide Sprachen.</translation>
    </message>
    <message>
        <source>Source and target language must differ.</source>
        <translation>Quell- und Zielsprache müssen verschieden sein.</translation>
    </message>
</context>
<context>
    <name>palimpsest::NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>palimpsest::PathEdit</name>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
</context>
<context>
    <name>palimpsest::PlanPane</name>
    <message>
        <source>Runs that the sweep will make</source>
        <translation>Läufe, die der Sweep machen wird</translation>
    </message>
    <message>
        <source>Not ready to start</source>
        <translation>Noch nicht startbereit</translation>
    </message>
    <message>
        <source>The study has no text yet</source>
        <translation>Die Studie hat noch keinen Text</translation>
    </message>
    <message>
        <source>The study has no old domain yet</source>
        <translation>Die Studie hat noch keine alte Domäne</translation>
    </message>
    <message>
        <source>The study has no new domain yet</source>
        <translation>Die Studie hat noch keine neue Domäne</translation>
    </message>
    <message>
        <source>A sweep adapts a model of the old domains to the new ones: add at least one domain of each kind.</source>
        <translation>Ein Sweep passt ein Modell der alten Domänen an die neuen an: Fügen Sie mindestens eine Domäne jeder Art hinzu.</translation>
    </message>
    <message>
        <source>Add domains</source>
        <translation>Domänen hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>%n trial(s)</source>
        <translation>
            <numerusform>%n Versuch</numerusform>
            <numerusform>%n Versuche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n preparation(s)</source>
        <translation>
            <numerusform>%n Vorbereitung</numerusform>
            <numerusform>%n Vorbereitungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done already</source>
        <translation>
            <numerusform>%n schon fertig</numerusform>
            <numerusform>%n schon fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n will resume</source>
        <translation>
            <numerusform>%n wird fortgesetzt</numerusform>
            <numerusform>%n werden fortgesetzt</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Nothing is left to do.</source>
        <translation>Es ist nichts mehr zu tun.</translation>
    </message>
    <message>
        <source>About %1 for the rest, by the runs measured so far.</source>
        <translation>Etwa %1 für den Rest, nach den bisher gemessenen Läufen.</translation>
    </message>
    <message>
        <source>The time is known once the first runs are done.</source>
        <translation>Die Zeit ist bekannt, sobald die ersten Läufe fertig sind.</translation>
    </message>
    <message numerus="yes">
        <source>The search chooses the others while the sweep runs, %n configuration(s) in all.</source>
        <translation>
            <numerusform>Die anderen wählt die Suche, während der Sweep läuft, insgesamt %n Konfiguration.</numerusform>
            <numerusform>Die anderen wählt die Suche, während der Sweep läuft, insgesamt %n Konfigurationen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trial(s) of this sweep are not among these values; they stay in the study.</source>
        <translation>
            <numerusform>%n Versuch dieses Sweeps ist nicht unter diesen Werten; er bleibt in der Studie.</numerusform>
            <numerusform>%n Versuche dieses Sweeps sind nicht unter diesen Werten; sie bleiben in der Studie.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::PlanTableModel</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Will resume</source>
        <translation>Wird fortgesetzt</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Etwa</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
</context>
<context>
    <name>palimpsest::PrintedTable</name>
    <message>
        <source>Caption</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Note below the table</source>
        <translation>Anmerkung unter der Tabelle</translation>
    </message>
    <message>
        <source>Table as it will be in print</source>
        <translation>Tabelle, wie sie gedruckt wird</translation>
    </message>
    <message>
        <source>Table: %1</source>
        <translation>Tabelle: %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::PrintedTableModel</name>
    <message>
        <source>95 % interval %1 to %2</source>
        <translation>95-%-Intervall %1 bis %2</translation>
    </message>
    <message>
        <source>against the baseline p = %1, corrected %2</source>
        <translation>gegen die Baseline p = %1, korrigiert %2</translation>
    </message>
    <message>
        <source>against the best of the column, corrected p = %1</source>
        <translation>gegen den besten Wert der Spalte, korrigiertes p = %1</translation>
    </message>
    <message>
        <source>%1, bold</source>
        <translation>%1, fett</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>war %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>palimpsest::ProgressDelegate</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>palimpsest::RecipeBook</name>
    <message>
        <source>save %1</source>
        <translation>Speichern von %1</translation>
    </message>
    <message>
        <source>rename %1</source>
        <translation>Umbenennen von %1</translation>
    </message>
    <message>
        <source>delete %1</source>
        <translation>Löschen von %1</translation>
    </message>
    <message>
        <source>revert %1</source>
        <translation>Zurücksetzen von %1</translation>
    </message>
    <message>
        <source>Give the recipe a name.</source>
        <translation>Geben Sie dem Rezept einen Namen.</translation>
    </message>
    <message>
        <source>The command line takes names ending in .json for files: choose another one.</source>
        <translation>Die Kommandozeile hält Namen, die auf .json enden, für Dateien: Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>There is a recipe “%1” already: choose another name.</source>
        <translation>Ein Rezept „%1“ gibt es schon: Wählen Sie einen anderen Namen.</translation>
    </message>
</context>
<context>
    <name>palimpsest::RecipeForm</name>
    <message>
        <source>all sweeps</source>
        <translation>alle Sweeps</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>%1, best first</source>
        <translation>%1, beste zuerst</translation>
    </message>
    <message>
        <source>by strategy</source>
        <translation>nach Strategie</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>What the table shows, from left to right.</source>
        <translation>Was die Tabelle von links nach rechts zeigt.</translation>
    </message>
    <message>
        <source>columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>&amp;Metrics</source>
        <translation>&amp;Metriken</translation>
    </message>
    <message>
        <source>Every column is repeated for each of them.</source>
        <translation>Jede Spalte wird für jede von ihnen wiederholt.</translation>
    </message>
    <message>
        <source>metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>&amp;Split</source>
        <translation>Teilmen&amp;ge</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>dev</source>
        <translation>Dev</translation>
    </message>
    <message>
        <source>&amp;Heads over columns that belong together</source>
        <translation>&amp;Köpfe über Spalten, die zusammengehören</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>&amp;Rows</source>
        <translation>&amp;Zeilen</translation>
    </message>
    <message>
        <source>strategies and parameters</source>
        <translation>Strategien und Parameter</translation>
    </message>
    <message>
        <source>λ, with ratios as columns</source>
        <translation>λ, mit Verhältnissen als Spalten</translation>
    </message>
    <message>
        <source>S&amp;trategies</source>
        <translation>St&amp;rategien</translation>
    </message>
    <message>
        <source>None ticked: all of them.</source>
        <translation>Nichts angekreuzt: alle.</translation>
    </message>
    <message>
        <source>strategies</source>
        <translation>Strategien</translation>
    </message>
    <message>
        <source>S&amp;weep</source>
        <translation>S&amp;weep</translation>
    </message>
    <message>
        <source>S&amp;eeds as</source>
        <translation>Seeds a&amp;ls</translation>
    </message>
    <message>
        <source>mean ± s.d.</source>
        <translation>Mittel ± Standardabw.</translation>
    </message>
    <message>
        <source>a row each</source>
        <translation>je eine Zeile</translation>
    </message>
    <message>
        <source>the best on dev</source>
        <translation>das beste auf Dev</translation>
    </message>
    <message>
        <source>See&amp;ds</source>
        <translation>See&amp;ds</translation>
    </message>
    <message>
        <source>seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>&amp;Order</source>
        <translation>&amp;Reihenfolge</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>&amp;Baseline</source>
        <translation>&amp;Baseline</translation>
    </message>
    <message>
        <source>What the p-values in CSV, TSV and JSON compare with.</source>
        <translation>Womit die p-Werte in CSV, TSV und JSON vergleichen.</translation>
    </message>
    <message>
        <source>Te&amp;st</source>
        <translation>Te&amp;st</translation>
    </message>
    <message>
        <source>paired bootstrap</source>
        <translation>gepaarter Bootstrap</translation>
    </message>
    <message>
        <source>approximate randomisation</source>
        <translation>approximative Randomisierung</translation>
    </message>
    <message>
        <source>none: only the best is bold</source>
        <translation>keiner: nur das Beste ist fett</translation>
    </message>
    <message>
        <source>Co&amp;rrection</source>
        <translation>K&amp;orrektur</translation>
    </message>
    <message>
        <source>Holm</source>
        <translation>Holm</translation>
    </message>
    <message>
        <source>Benjamini and Hochberg</source>
        <translation>Benjamini und Hochberg</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>&amp;α</source>
        <translation>&amp;α</translation>
    </message>
    <message>
        <source>Level of significance</source>
        <translation>Signifikanzniveau</translation>
    </message>
    <message>
        <source>α</source>
        <translation>α</translation>
    </message>
    <message>
        <source>Claims in the note</source>
        <translation>Aussagen in der Anmerkung</translation>
    </message>
    <message>
        <source>C&amp;laims</source>
        <translation>&amp;Aussagen</translation>
    </message>
    <message>
        <source>Gains on old domains at comparable score on new ones, as the note states them. They rest on the mean over all seeds.</source>
        <translation>Gewinne auf alten Domänen bei vergleichbarem Wert auf neuen, wie die Anmerkung sie nennt. Sie beruhen auf dem Mittel über alle Seeds.</translation>
    </message>
    <message>
        <source>claims</source>
        <translation>Aussagen</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Druck</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>&amp;Decimals</source>
        <translation>&amp;Nachkommastellen</translation>
    </message>
    <message>
        <source>decimals</source>
        <translation>Nachkommastellen</translation>
    </message>
    <message>
        <source>Captio&amp;n</source>
        <translation>Ü&amp;berschrift</translation>
    </message>
    <message>
        <source>made from the recipe</source>
        <translation>aus dem Rezept gebildet</translation>
    </message>
    <message>
        <source>What ±, Δ and bold mean is added to it.</source>
        <translation>Was ±, Δ und Fettdruck bedeuten, wird angefügt.</translation>
    </message>
    <message>
        <source>Labe&amp;l</source>
        <translation>Labe&amp;l</translation>
    </message>
    <message>
        <source>made from the names</source>
        <translation>aus den Namen gebildet</translation>
    </message>
    <message>
        <source>For \label: letters, digits and : - . _ /</source>
        <translation>Für \label: Buchstaben, Ziffern und : - . _ /</translation>
    </message>
    <message>
        <source>O&amp;ver both columns of the page (table*)</source>
        <translation>Ü&amp;ber beide Spalten der Seite (table*)</translation>
    </message>
</context>
<context>
    <name>palimpsest::RecipeListModel</name>
    <message>
        <source>Kept in this study</source>
        <translation>In dieser Studie aufbewahrt</translation>
    </message>
    <message>
        <source>Ready-made: every study has it. Saving keeps your own version in this study.</source>
        <translation>Mitgeliefert: Jede Studie hat es. Speichern bewahrt Ihre eigene Fassung in dieser Studie auf.</translation>
    </message>
    <message>
        <source>Edited and not saved. %1</source>
        <translation>Bearbeitet und nicht gespeichert. %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::ReferencePointDialog</name>
    <message>
        <source>Reference point</source>
        <translation>Bezugspunkt</translation>
    </message>
    <message>
        <source>The hypervolume is the area between this point and the front of non-dominated points. Two hypervolumes can be compared only if they have the same reference point, so the study keeps it. By default it is the base model&apos;s score on the horizontal axis and fine-tuning&apos;s on the vertical one.</source>
        <translation>Das Hypervolumen ist die Fläche zwischen diesem Punkt und der Front der nicht dominierten Punkte. Zwei Hypervolumen lassen sich nur bei gleichem Bezugspunkt vergleichen, daher bewahrt die Studie ihn auf. Vorgegeben sind der Wert des Basismodells auf der waagrechten und der des Fine-Tunings auf der senkrechten Achse.</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>Vorgabe verwenden</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunConfiguration</name>
    <message>
        <source>Configuration of the selected run</source>
        <translation>Einstellungen des gewählten Laufs</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunDetail</name>
    <message>
        <source>Summary of the selected run</source>
        <translation>Übersicht über den gewählten Lauf</translation>
    </message>
    <message>
        <source>Where the selected run&apos;s result comes from</source>
        <translation>Woher das Ergebnis des gewählten Laufs stammt</translation>
    </message>
    <message>
        <source>Select a run to see what became of it.</source>
        <translation>Wählen Sie einen Lauf, um zu sehen, was aus ihm wurde.</translation>
    </message>
    <message>
        <source>End of the worker&apos;s log</source>
        <translation>Ende des Protokolls des Arbeitsprozesses</translation>
    </message>
    <message>
        <source>The worker has written no log yet.</source>
        <translation>Der Arbeitsprozess hat noch kein Protokoll geschrieben.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunEventList</name>
    <message>
        <source>Events of the selected run</source>
        <translation>Ereignisse des gewählten Laufs</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunFiles</name>
    <message>
        <source>Files of the selected run</source>
        <translation>Dateien des gewählten Laufs</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunFilterBar</name>
    <message>
        <source>Filter: words, or strategy = ewc and old.bleu &gt; 20</source>
        <translation>Filter: Wörter oder strategy = ewc and old.bleu &gt; 20</translation>
    </message>
    <message>
        <source>Words are looked for in all texts. Conditions compare a name with a value by = != &lt; &lt;= &gt; &gt;= or ~ (contains), joined by and, or, not and parentheses: lambda &gt;= 1e-3, tag = &quot;camera ready&quot;, new.bleu &gt; 20, started &gt;= 2026-11-24.</source>
        <translation>Wörter werden in allen Texten gesucht. Bedingungen vergleichen einen Namen mit einem Wert durch = != &lt; &lt;= &gt; &gt;= oder ~ (enthält), verbunden durch and, or, not und Klammern: lambda &gt;= 1e-3, tag = &quot;camera ready&quot;, new.bleu &gt; 20, started &gt;= 2026-11-24.</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>Was am Filter falsch ist</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>Ohne Gruppen</translation>
    </message>
    <message>
        <source>By sweep</source>
        <translation>Nach Sweep</translation>
    </message>
    <message>
        <source>By strategy</source>
        <translation>Nach Strategie</translation>
    </message>
    <message>
        <source>By seed</source>
        <translation>Nach Seed</translation>
    </message>
    <message>
        <source>By state</source>
        <translation>Nach Zustand</translation>
    </message>
    <message>
        <source>Show what lies in the bin; it is left out of every plot and table</source>
        <translation>Zeigt, was im Papierkorb liegt; in Diagrammen und Tabellen kommt es nicht vor</translation>
    </message>
    <message>
        <source>All sweeps</source>
        <translation>Alle Sweeps</translation>
    </message>
    <message>
        <source>Bin (%1)</source>
        <translation>Papierkorb (%1)</translation>
    </message>
    <message>
        <source>Show the bin</source>
        <translation>Papierkorb zeigen</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunGroupModel</name>
    <message>
        <source>No sweep</source>
        <translation>Ohne Sweep</translation>
    </message>
    <message>
        <source>Preparation</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>No seed</source>
        <translation>Ohne Seed</translation>
    </message>
    <message>
        <source>Mean over the runs of the group</source>
        <translation>Mittel über die Läufe der Gruppe</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 fertig</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunNote</name>
    <message>
        <source>camera-ready, to check</source>
        <translation>druckfertig, zu prüfen</translation>
    </message>
    <message>
        <source>What is worth remembering of this run</source>
        <translation>Was man sich zu diesem Lauf merken sollte</translation>
    </message>
    <message>
        <source>&amp;Tags, separated by commas</source>
        <translation>&amp;Tags, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Notiz</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunTableModel</name>
    <message>
        <source>%1:1</source>
        <comment>old : new</comment>
        <translation>%1:1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>On %1, update %2</source>
        <translation>Auf %1, Update %2</translation>
    </message>
    <message>
        <source>Not scored yet</source>
        <translation>Noch nicht bewertet</translation>
    </message>
    <message>
        <source>Mean BLEU on %1</source>
        <translation>Mittleres BLEU auf %1</translation>
    </message>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%1 von %2 %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>domain, metric</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Strength of the EWC penalty</source>
        <translation>Stärke des EWC-Strafterms</translation>
    </message>
    <message>
        <source>λ</source>
        <translation>λ</translation>
    </message>
    <message>
        <source>Old to new examples in training</source>
        <translation>Verhältnis alter zu neuen Trainingsbeispielen</translation>
    </message>
    <message>
        <source>Old:new</source>
        <translation>Alt:neu</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Mean BLEU on the new domains</source>
        <translation>Mittleres BLEU auf den neuen Domänen</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Mean BLEU on the old domains</source>
        <translation>Mittleres BLEU auf den alten Domänen</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Place in the queue</source>
        <translation>Platz in der Warteschlange</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunTableView</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Rows that are alike here keep the order of the column clicked before</source>
        <translation>Zeilen, die hier gleich sind, behalten die Reihenfolge der zuvor angeklickten Spalte</translation>
    </message>
</context>
<context>
    <name>palimpsest::RunsPage</name>
    <message numerus="yes">
        <source>Cancel %n run(s)? %1 of work will be lost.</source>
        <translation>
            <numerusform>%n Lauf abbrechen? %1 Arbeit gehen verloren.</numerusform>
            <numerusform>%n Läufe abbrechen? %1 Arbeit gehen verloren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel the runs</source>
        <translation>Läufe abbrechen</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>No program opens folders here; the run lies in %1.</source>
        <translation>Hier öffnet kein Programm Ordner; der Lauf liegt in %1.</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>Noch keine Läufe</translation>
    </message>
    <message>
        <source>A run trains, adapts or scores a model. Design a sweep and start it: its runs appear here with their progress.</source>
        <translation>Ein Lauf trainiert, adaptiert oder bewertet ein Modell. Entwerfen Sie einen Sweep, und starten Sie ihn: Seine Läufe erscheinen hier mit ihrem Fortschritt.</translation>
    </message>
    <message>
        <source>Design a sweep</source>
        <translation>Sweep entwerfen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Choose the columns</source>
        <translation>Spalten wählen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Finish the step, save and stop; can be resumed</source>
        <translation>Schritt beenden, speichern und anhalten; lässt sich fortsetzen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on where it stopped</source>
        <translation>Dort weitermachen, wo er aufhörte</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Abbrechen …</translation>
    </message>
    <message>
        <source>Give up the selected runs</source>
        <translation>Die gewählten Läufe aufgeben</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Run failed or cancelled ones again</source>
        <translation>Fehlgeschlagene oder abgebrochene noch einmal ausführen</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Earlier in the queue</source>
        <translation>Weiter vorn in der Warteschlange</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Later in the queue</source>
        <translation>Weiter hinten in der Warteschlange</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open the run&apos;s folder</source>
        <translation>Den Ordner des Laufs öffnen</translation>
    </message>
    <message>
        <source>Show curves</source>
        <translation>Kurven zeigen</translation>
    </message>
    <message>
        <source>Show the curves of the selected runs</source>
        <translation>Die Kurven der gewählten Läufe zeigen</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>Pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>Tags …</translation>
    </message>
    <message>
        <source>Edit the tags of the selected runs, separated by commas</source>
        <translation>Die Tags der gewählten Läufe bearbeiten, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz …</translation>
    </message>
    <message>
        <source>Edit the run&apos;s note</source>
        <translation>Die Notiz des Laufs bearbeiten</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>Leave the selected runs out of every plot and table; they can be restored</source>
        <translation>Die gewählten Läufe aus allen Diagrammen und Tabellen herauslassen; sie lassen sich wiederherstellen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Take the selected runs out of the bin</source>
        <translation>Die gewählten Läufe aus dem Papierkorb holen</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Als Markdown kopieren</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Als LaTeX kopieren</translation>
    </message>
    <message>
        <source>Put the selected rows on the clipboard, columns as shown</source>
        <translation>Die gewählten Zeilen in die Zwischenablage legen, Spalten wie gezeigt</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n Zeile kopiert</numerusform>
            <numerusform>%n Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) are waiting or running and stay: cancel them first.</source>
        <translation>
            <numerusform>%n Lauf wartet oder läuft und bleibt: Brechen Sie ihn zuerst ab.</numerusform>
            <numerusform>%n Läufe warten oder laufen und bleiben: Brechen Sie sie zuerst ab.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n fertig</numerusform>
            <numerusform>%n fertig</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 gezeigt</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted. They go on from their last checkpoint.</source>
        <translation>
            <numerusform>%n Lauf wurde unterbrochen. Er geht beim letzten Checkpoint weiter.</numerusform>
            <numerusform>%n Läufe wurden unterbrochen. Sie gehen bei ihrem letzten Checkpoint weiter.</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Trials of %1 start first</source>
        <translation>Versuche von %1 starten zuerst</translation>
    </message>
    <message>
        <source>Trials of %1 start in turn</source>
        <translation>Versuche von %1 starten der Reihe nach</translation>
    </message>
    <message>
        <source>Start its sweep first</source>
        <translation>Seinen Sweep zuerst starten</translation>
    </message>
    <message>
        <source>Trials of other sweeps wait until none of this one does</source>
        <translation>Versuche anderer Sweeps warten, bis keiner von diesem mehr wartet</translation>
    </message>
    <message>
        <source>Start its sweep in turn</source>
        <translation>Seinen Sweep der Reihe nach starten</translation>
    </message>
    <message>
        <source>Its trials start in the order of the queue again</source>
        <translation>Seine Versuche starten wieder in der Reihenfolge der Warteschlange</translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n eingereiht</numerusform>
            <numerusform>%n eingereiht</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::ScoreTableModel</name>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>Baseline</translation>
    </message>
    <message>
        <source>p, corrected by Holm for all tests in this table</source>
        <translation>p, nach Holm für alle Tests dieser Tabelle korrigiert</translation>
    </message>
    <message>
        <source>Mean of the bootstrap resamples and half the width of the 95 % interval</source>
        <translation>Mittel der Bootstrap-Stichproben und halbe Breite des 95-%-Intervalls</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Domäne</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>p (Holm)</source>
        <translation>p (Holm)</translation>
    </message>
</context>
<context>
    <name>palimpsest::SelectionDialog</name>
    <message>
        <source>Choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Choose on dev</source>
        <translation>Auf Dev auswählen</translation>
    </message>
    <message>
        <source>The trial of each strategy that is best on dev, and the best of all, by three rules. Test scores are shown of what was chosen, and of nothing else.</source>
        <translation>Der auf Dev beste Versuch jeder Strategie und der beste von allen, nach drei Regeln. Testwerte werden nur von dem gezeigt, was ausgewählt wurde.</translation>
    </message>
    <message>
        <source>Loss budget in points</source>
        <translation>Verlustbudget in Punkten</translation>
    </message>
    <message>
        <source>Points that the old domains may lose on dev against the base model</source>
        <translation>Punkte, die die alten Domänen auf Dev gegenüber dem Basismodell verlieren dürfen</translation>
    </message>
    <message>
        <source>What is best now, or a choice as it was kept, whatever was trained since</source>
        <translation>Was jetzt am besten ist, oder eine Auswahl, wie sie aufbewahrt wurde, was auch seither trainiert wurde</translation>
    </message>
    <message>
        <source>C&amp;hoice</source>
        <translation>Aus&amp;wahl</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>&amp;Metrik</translation>
    </message>
    <message>
        <source>&amp;Sweep</source>
        <translation>&amp;Sweep</translation>
    </message>
    <message>
        <source>&amp;Loss budget</source>
        <translation>Verlust&amp;budget</translation>
    </message>
    <message>
        <source>Chosen trials</source>
        <translation>Ausgewählte Versuche</translation>
    </message>
    <message>
        <source>as of now</source>
        <translation>nach jetzigem Stand</translation>
    </message>
    <message>
        <source>kept as “%1”</source>
        <translation>aufbewahrt als „%1“</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Choosing …</source>
        <translation>Auswahl läuft …</translation>
    </message>
    <message>
        <source>Kept %1.</source>
        <translation>Aufbewahrt %1.</translation>
    </message>
    <message>
        <source>The hypervolume is measured from (%1, %2).</source>
        <translation>Das Hypervolumen wird von (%1; %2) aus gemessen.</translation>
    </message>
    <message>
        <source>± half of the 95 % interval over test sets; certainty: share of dev&apos;s resamples in which the rule chooses the same.</source>
        <translation>± halbes 95-%-Intervall über Testmengen; Sicherheit: Anteil der Stichproben aus Dev, in denen die Regel dasselbe wählt.</translation>
    </message>
    <message>
        <source>&amp;Keep…</source>
        <translation>&amp;Aufbewahren …</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>A bundle is only read: no choice can be kept in it.</source>
        <translation>Ein Bündel wird nur gelesen: Darin lässt sich keine Auswahl aufbewahren.</translation>
    </message>
    <message>
        <source>The study is open for reading only, and no choice can be kept in it: %1</source>
        <translation>Die Studie ist nur zum Lesen geöffnet, und darin lässt sich keine Auswahl aufbewahren: %1</translation>
    </message>
    <message>
        <source>It is kept already.</source>
        <translation>Sie ist schon aufbewahrt.</translation>
    </message>
    <message>
        <source>Keep the choice with its rules in the study</source>
        <translation>Die Auswahl mit ihren Regeln in der Studie aufbewahren</translation>
    </message>
    <message>
        <source>Put the choice on the clipboard as text</source>
        <translation>Die Auswahl als Text in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Write the choice to a file: text, CSV, LaTeX or JSON</source>
        <translation>Die Auswahl in eine Datei schreiben: Text, CSV, LaTeX oder JSON</translation>
    </message>
    <message>
        <source>Choice %1</source>
        <translation>Auswahl %1</translation>
    </message>
    <message>
        <source>Give the choice a name.</source>
        <translation>Geben Sie der Auswahl einen Namen.</translation>
    </message>
    <message>
        <source>The study keeps a choice “%1” already: it would be replaced by this one.</source>
        <translation>Die Studie bewahrt schon eine Auswahl „%1“ auf: Sie würde durch diese ersetzt.</translation>
    </message>
    <message>
        <source>The study keeps it with its rules, and the command line&apos;s export selection --kept knows it by this name.</source>
        <translation>Die Studie bewahrt sie mit ihren Regeln auf, und export selection --kept auf der Kommandozeile kennt sie unter diesem Namen.</translation>
    </message>
    <message>
        <source>Keep the choice as</source>
        <translation>Auswahl aufbewahren als</translation>
    </message>
    <message>
        <source>The choice is kept as “%1”.</source>
        <translation>Die Auswahl ist als „%1“ aufbewahrt.</translation>
    </message>
    <message>
        <source>The choice is copied as text.</source>
        <translation>Die Auswahl ist als Text kopiert.</translation>
    </message>
    <message>
        <source>Export the choice</source>
        <translation>Auswahl exportieren</translation>
    </message>
    <message>
        <source>Text (*.txt);;CSV (*.csv);;LaTeX (*.tex);;JSON (*.json)</source>
        <translation>Text (*.txt);;CSV (*.csv);;LaTeX (*.tex);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::SelectionTableModel</name>
    <message>
        <source>mean score</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>loss budget %1</source>
        <translation>Verlustbudget %1</translation>
    </message>
    <message>
        <source>hypervolume</source>
        <translation>Hypervolumen</translation>
    </message>
    <message>
        <source>all strategies</source>
        <translation>alle Strategien</translation>
    </message>
    <message>
        <source>None. %1</source>
        <translation>Keiner. %1</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n Seed</numerusform>
            <numerusform>%n Seeds</numerusform>
        </translation>
    </message>
    <message>
        <source>The best mean of new-domain and old-domain score, both with the same weight</source>
        <translation>Das beste Mittel der Werte auf neuen und auf alten Domänen, beide mit demselben Gewicht</translation>
    </message>
    <message>
        <source>The best new-domain score of those that lose at most %1 against the base model on old domains</source>
        <translation>Der beste Wert auf neuen Domänen von denen, die auf alten höchstens %1 gegenüber dem Basismodell verlieren</translation>
    </message>
    <message>
        <source>The one that the front&apos;s hypervolume would lose most without</source>
        <translation>Der, ohne den das Hypervolumen der Front am meisten verlöre</translation>
    </message>
    <message>
        <source>Share of dev&apos;s resamples in which the rule chooses the same</source>
        <translation>Anteil der Stichproben aus Dev, in denen die Regel dasselbe wählt</translation>
    </message>
    <message>
        <source>How many configurations the rule chose from</source>
        <translation>Aus wie vielen Konfigurationen die Regel gewählt hat</translation>
    </message>
    <message>
        <source>Chosen among</source>
        <translation>Gewählt aus</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Dev,
new domains</source>
        <translation>Dev,
neue Domänen</translation>
    </message>
    <message>
        <source>Dev,
old domains</source>
        <translation>Dev,
alte Domänen</translation>
    </message>
    <message>
        <source>Test,
new domains</source>
        <translation>Test,
neue Domänen</translation>
    </message>
    <message>
        <source>Test,
old domains</source>
        <translation>Test,
alte Domänen</translation>
    </message>
    <message>
        <source>Certainty</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>Basismodell</translation>
    </message>
</context>
<context>
    <name>palimpsest::SentenceFilterBar</name>
    <message>
        <source>Find words</source>
        <translation>Wörter suchen</translation>
    </message>
    <message>
        <source>Words that the sentences contain</source>
        <translation>Wörter, die die Sätze enthalten</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>Domäne</translation>
    </message>
    <message>
        <source>Change against the baseline</source>
        <translation>Änderung gegenüber der Baseline</translation>
    </message>
    <message>
        <source>System whose change counts</source>
        <translation>System, dessen Änderung zählt</translation>
    </message>
    <message>
        <source>What the words are compared with</source>
        <translation>Womit die Wörter verglichen werden</translation>
    </message>
    <message>
        <source>all sentences</source>
        <translation>alle Sätze</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>the same score</source>
        <translation>gleicher Wert</translation>
    </message>
    <message>
        <source>other words</source>
        <translation>andere Wörter</translation>
    </message>
    <message>
        <source>Mark against the baseline</source>
        <translation>Gegen die Baseline markieren</translation>
    </message>
    <message>
        <source>Mark against the reference</source>
        <translation>Gegen die Referenz markieren</translation>
    </message>
    <message>
        <source>No marks</source>
        <translation>Keine Markierung</translation>
    </message>
    <message>
        <source>Least size of the change in points</source>
        <translation>Kleinste Änderung in Punkten</translation>
    </message>
    <message>
        <source>Only changes of so many points or more</source>
        <translation>Nur Änderungen von mindestens so vielen Punkten</translation>
    </message>
    <message>
        <source>≥ </source>
        <translation>≥ </translation>
    </message>
    <message>
        <source>all domains</source>
        <translation>alle Domänen</translation>
    </message>
</context>
<context>
    <name>palimpsest::SentenceTableModel</name>
    <message>
        <source>Domain</source>
        <translation>Domäne</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>%1 of the sentence: %2</source>
        <translation>%1 des Satzes: %2</translation>
    </message>
    <message>
        <source>Change of %1 against the baseline: %2</source>
        <translation>Änderung von %1 gegenüber der Baseline: %2</translation>
    </message>
    <message>
        <source>Δ %1</source>
        <translation>Δ %1</translation>
    </message>
</context>
<context>
    <name>palimpsest::SequenceTableModel</name>
    <message>
        <source>Mean score after the last step over the old domains and all of the sequence</source>
        <translation>Mittlerer Wert nach dem letzten Schritt über die alten Domänen und die ganze Sequenz</translation>
    </message>
    <message>
        <source>Mean over the domains of the best score since each was learned, less the last one (Chaudhry et al. 2018)</source>
        <translation>Mittel über die Domänen: bester Wert, seit jede gelernt wurde, minus letzter Wert (Chaudhry et al. 2018)</translation>
    </message>
    <message>
        <source>Mean over the domains of the last score, less the one when each was learned; negative = lost (Lopez-Paz and Ranzato 2017)</source>
        <translation>Mittel über die Domänen: letzter Wert minus Wert beim Lernen; negativ = verloren (Lopez-Paz und Ranzato 2017)</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Order of the domains</source>
        <translation>Reihenfolge der Domänen</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Durchschnitt</translation>
    </message>
    <message>
        <source>Mean forgetting</source>
        <translation>Mittleres Vergessen</translation>
    </message>
    <message>
        <source>Backward transfer</source>
        <translation>Rückwärtstransfer</translation>
    </message>
</context>
<context>
    <name>palimpsest::SettingsDialog</name>
    <message>
        <source>&amp;Notify when a sweep ends</source>
        <translation>&amp;Mitteilen, wenn ein Sweep endet</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>&amp;Allgemein</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>New &amp;studies in</source>
        <translation>Neue &amp;Studien in</translation>
    </message>
</context>
<context>
    <name>palimpsest::ShortcutBook</name>
    <message>
        <source>%1 alone would be taken from what you type: add Ctrl or Alt, or use a function key.</source>
        <translation>%1 allein würde Ihnen beim Schreiben fehlen: Nehmen Sie Strg oder Alt hinzu, oder verwenden Sie eine Funktionstaste.</translation>
    </message>
    <message>
        <source>%1 leads through the controls of the window and stays with that.</source>
        <translation>%1 führt durch die Bedienelemente des Fensters und bleibt dafür vorbehalten.</translation>
    </message>
</context>
<context>
    <name>palimpsest::ShortcutEditor</name>
    <message>
        <source>&amp;No keys</source>
        <translation>&amp;Keine Tasten</translation>
    </message>
    <message>
        <source>&amp;Standard</source>
        <translation>&amp;Standard</translation>
    </message>
    <message>
        <source>&amp;All standard</source>
        <translation>Alles &amp;Standard</translation>
    </message>
    <message>
        <source>&amp;Take them from there</source>
        <translation>&amp;Dort wegnehmen</translation>
    </message>
    <message>
        <source>Find an action, a page or keys</source>
        <translation>Aktion, Seite oder Tasten suchen</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>Aktion suchen</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New &amp;keys</source>
        <translation>Neue &amp;Tasten</translation>
    </message>
    <message>
        <source>New keys of the chosen action</source>
        <translation>Neue Tasten der gewählten Aktion</translation>
    </message>
    <message>
        <source>Standard: %1</source>
        <translation>Standard: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1 is already “%2” (%3): press other keys, or take them from there.</source>
        <translation>%1 ist schon „%2“ (%3): Drücken Sie andere Tasten, oder nehmen Sie sie dort weg.</translation>
    </message>
</context>
<context>
    <name>palimpsest::StartPage</name>
    <message>
        <source>Adapt a translation model to new domains and see what it costs on the old one.</source>
        <translation>Passen Sie ein Übersetzungsmodell an neue Domänen an, und sehen Sie, was es auf der alten kostet.</translation>
    </message>
    <message>
        <source>Open the demo study</source>
        <translation>Demo-Studie öffnen</translation>
    </message>
    <message>
        <source>Real text from this system&apos;s own packages; its curve grows while you watch.</source>
        <translation>Echter Text aus den Paketen dieses Systems; die Kurve wächst vor Ihren Augen.</translation>
    </message>
    <message>
        <source>New study</source>
        <translation>Neue Studie</translation>
    </message>
    <message>
        <source>Choose two languages and add your own parallel text.</source>
        <translation>Wählen Sie zwei Sprachen, und fügen Sie Ihren eigenen Paralleltext hinzu.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>A study, or a bundle that somebody sent you. You can also drop it onto this window.</source>
        <translation>Eine Studie oder ein Bündel, das Ihnen jemand geschickt hat. Sie können es auch auf dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>Recent studies</source>
        <translation>Zuletzt geöffnete Studien</translation>
    </message>
</context>
<context>
    <name>palimpsest::StartTiming</name>
    <message>
        <source>--time-start needs /proc/self/stat, which is not there.</source>
        <translation>--time-start braucht /proc/self/stat, das es hier nicht gibt.</translation>
    </message>
</context>
<context>
    <name>palimpsest::StrategyCard</name>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n Zelle</numerusform>
            <numerusform>%n Zellen</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove %1 from the sweep</source>
        <translation>%1 aus dem Sweep entfernen</translation>
    </message>
    <message>
        <source> Several values make one cell each.</source>
        <translation> Mehrere Werte ergeben je eine Zelle.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Grid…</source>
        <translation>Raster …</translation>
    </message>
    <message>
        <source>Fill in values that are evenly spaced by their logarithm</source>
        <translation>Werte eintragen, die logarithmisch gleich weit voneinander liegen</translation>
    </message>
    <message>
        <source>Log grid</source>
        <translation>Logarithmisches Raster</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>„%1“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>Enter a number.</source>
        <translation>Geben Sie eine Zahl ein.</translation>
    </message>
    <message>
        <source>Enter one number.</source>
        <translation>Geben Sie eine Zahl ein.</translation>
    </message>
    <message>
        <source>Choose at least one.</source>
        <translation>Wählen Sie mindestens eines.</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Training …</translation>
    </message>
    <message>
        <source>Give %1 a learning rate, updates … of its own, or vary them</source>
        <translation>%1 eine eigene Lernrate, eigene Updates … geben oder sie variieren</translation>
    </message>
    <message>
        <source>Training of %1</source>
        <translation>Training von %1</translation>
    </message>
    <message>
        <source> Empty: as in the sweep.</source>
        <translation> Leer: wie im Sweep.</translation>
    </message>
</context>
<context>
    <name>palimpsest::SweepForm</name>
    <message>
        <source>Largest entry</source>
        <translation>Größter Eintrag</translation>
    </message>
    <message>
        <source>No entry above so many times the mean of all, which keeps a large λ stable; 0 = as estimated.</source>
        <translation>Kein Eintrag über so vielen Mittelwerten aller, was ein großes λ stabil hält; 0 = wie geschätzt.</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>„%1“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>Seeds are whole numbers from 0 on.</source>
        <translation>Seeds sind ganze Zahlen ab 0.</translation>
    </message>
    <message>
        <source>%1 (d %2, %3 + %4 layers)</source>
        <translation>%1 (d %2, %3 + %4 Schichten)</translation>
    </message>
    <message>
        <source>Choose at least one metric.</source>
        <translation>Wählen Sie mindestens eine Metrik.</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>How the sweep is called in every view.</source>
        <translation>Wie der Sweep in allen Ansichten heißt.</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Every cell runs once with each seed; several seeds give means with standard deviations.</source>
        <translation>Jede Zelle läuft einmal mit jedem Seed; mehrere Seeds ergeben Mittelwerte mit Standardabweichungen.</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>auto; or cpu:2x1 (two workers with one thread each), cuda:0, cuda:0x2 (two workers on one GPU), joined by commas.</source>
        <translation>auto; oder cpu:2x1 (zwei Arbeitsprozesse mit je einem Thread), cuda:0, cuda:0x2 (zwei Arbeitsprozesse auf einer GPU), durch Kommas verbunden.</translation>
    </message>
    <message>
        <source>Budget of a trial</source>
        <translation>Budget eines Versuchs</translation>
    </message>
    <message>
        <source>A trial ends after</source>
        <translation>Ein Versuch endet nach</translation>
    </message>
    <message>
        <source>All trials share one policy. With a fixed number of updates, 100:1 mixing sees 50 times less new text than 1:1.</source>
        <translation>Alle Versuche teilen ein Verfahren. Bei fester Zahl von Updates sieht das Mischen 100:1 fünfzigmal weniger neuen Text als 1:1.</translation>
    </message>
    <message>
        <source>a number of updates</source>
        <translation>einer Zahl von Updates</translation>
    </message>
    <message>
        <source>passes over the new text</source>
        <translation>Durchgängen durch den neuen Text</translation>
    </message>
    <message>
        <source>no better dev score (early stopping)</source>
        <translation>keinem besseren Dev-Wert (Early Stopping)</translation>
    </message>
    <message>
        <source>Passes</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>Passes over the new training text.</source>
        <translation>Durchgänge durch den neuen Trainingstext.</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>Validations without a better dev score before it ends.</source>
        <translation>Validierungen ohne besseren Dev-Wert, bevor er endet.</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Exactly so many, or the upper bound of the other policies (0 = none).</source>
        <translation>Genau so viele, oder die Obergrenze der anderen Verfahren (0 = keine).</translation>
    </message>
    <message>
        <source>Minutes at most</source>
        <translation>Höchstens Minuten</translation>
    </message>
    <message>
        <source>Wall-clock limit of the training; 0 = none.</source>
        <translation>Grenze der Laufzeit des Trainings; 0 = keine.</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>Validieren alle</translation>
    </message>
    <message>
        <source>Updates between scores on dev; 0 = only at the end.</source>
        <translation>Updates zwischen Bewertungen auf Dev; 0 = nur am Ende.</translation>
    </message>
    <message>
        <source>Checkpoint kept</source>
        <translation>Behaltener Checkpoint</translation>
    </message>
    <message>
        <source>Which state of a trial is tested; decided on dev, never on test.</source>
        <translation>Welcher Stand eines Versuchs getestet wird; entschieden auf Dev, nie auf Test.</translation>
    </message>
    <message>
        <source>the last one</source>
        <translation>der letzte</translation>
    </message>
    <message>
        <source>the best on dev</source>
        <translation>das beste auf Dev</translation>
    </message>
    <message>
        <source>average of the best on dev</source>
        <translation>Mittel der besten auf Dev</translation>
    </message>
    <message>
        <source>average of the last ones</source>
        <translation>Mittel der letzten</translation>
    </message>
    <message>
        <source>Adaptation</source>
        <translation>Adaption</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Peak, reached at the end of the warm-up.</source>
        <translation>Höchstwert, am Ende des Aufwärmens erreicht.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>After the warm-up.</source>
        <translation>Nach dem Aufwärmen.</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>konstant</translation>
    </message>
    <message>
        <source>inverse square root</source>
        <translation>inverse Quadratwurzel</translation>
    </message>
    <message>
        <source>linear to 0</source>
        <translation>linear auf 0</translation>
    </message>
    <message>
        <source>cosine to 0</source>
        <translation>Kosinus auf 0</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>Updates of linear warm-up; 0 = none.</source>
        <translation>Updates linearen Aufwärmens; 0 = keines.</translation>
    </message>
    <message>
        <source>Batch tokens</source>
        <translation>Tokens je Batch</translation>
    </message>
    <message>
        <source>Padded source and target pieces of one batch.</source>
        <translation>Aufgefüllte Quell- und Zielstücke eines Batches.</translation>
    </message>
    <message>
        <source>Batches per update</source>
        <translation>Batches je Update</translation>
    </message>
    <message>
        <source>Gradients of so many batches are added.</source>
        <translation>So viele Gradienten werden addiert.</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share of activations set to 0 in training.</source>
        <translation>Anteil der Aktivierungen, der im Training auf 0 gesetzt wird.</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>Label Smoothing</translation>
    </message>
    <message>
        <source>Share spread over the vocabulary.</source>
        <translation>Anteil, der über das Vokabular verteilt wird.</translation>
    </message>
    <message>
        <source>Clip norm</source>
        <translation>Höchste Norm</translation>
    </message>
    <message>
        <source>Global gradient norm; 0 = no clipping.</source>
        <translation>Norm des gesamten Gradienten; 0 = unbegrenzt.</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Begrenzen</translation>
    </message>
    <message>
        <source>Whether the penalty&apos;s gradient is clipped with the task&apos;s: it changes what λ means.</source>
        <translation>Ob der Gradient des Strafterms mit dem der Aufgabe begrenzt wird: Das ändert, was λ bedeutet.</translation>
    </message>
    <message>
        <source>before the penalty is added</source>
        <translation>bevor der Strafterm addiert wird</translation>
    </message>
    <message>
        <source>after the penalty is added</source>
        <translation>nachdem der Strafterm addiert ist</translation>
    </message>
    <message>
        <source>Dev lines</source>
        <translation>Dev-Zeilen</translation>
    </message>
    <message>
        <source>First so many dev lines of each domain; 0 = all.</source>
        <translation>So viele erste Dev-Zeilen jeder Domäne; 0 = alle.</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sizes of the Transformer that every trial starts from.</source>
        <translation>Abmessungen des Transformers, von dem jeder Versuch ausgeht.</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>Vokabular</translation>
    </message>
    <message>
        <source>Pieces of the joint SentencePiece model.</source>
        <translation>Stücke des gemeinsamen SentencePiece-Modells.</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Algorithm of SentencePiece.</source>
        <translation>Verfahren von SentencePiece.</translation>
    </message>
    <message>
        <source>unigram</source>
        <translation>Unigram</translation>
    </message>
    <message>
        <source>BPE</source>
        <translation>BPE</translation>
    </message>
    <message>
        <source>Of the training on the old domains.</source>
        <translation>Des Trainings auf den alten Domänen.</translation>
    </message>
    <message>
        <source>Wall-clock limit; 0 = none.</source>
        <translation>Grenze der Laufzeit; 0 = keine.</translation>
    </message>
    <message>
        <source>Peak, after the warm-up.</source>
        <translation>Höchstwert, nach dem Aufwärmen.</translation>
    </message>
    <message>
        <source>Updates of linear warm-up.</source>
        <translation>Updates linearen Aufwärmens.</translation>
    </message>
    <message>
        <source>Padded source and target pieces.</source>
        <translation>Aufgefüllte Quell- und Zielstücke.</translation>
    </message>
    <message>
        <source>Updates between scores on dev.</source>
        <translation>Updates zwischen Bewertungen auf Dev.</translation>
    </message>
    <message>
        <source>Longest line</source>
        <translation>Längste Zeile</translation>
    </message>
    <message>
        <source>In pieces; longer pairs are left out.</source>
        <translation>In Stücken; längere Paare werden weggelassen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Trained on the old domains before the sweep, or brought into the study on the Domains page.</source>
        <translation>Vor dem Sweep auf den alten Domänen trainiert oder auf der Seite „Domänen und Basismodell“ eingelesen.</translation>
    </message>
    <message>
        <source>trained here</source>
        <translation>hier trainiert</translation>
    </message>
    <message>
        <source>Fisher information</source>
        <translation>Fisher-Information</translation>
    </message>
    <message>
        <source>Estimator</source>
        <translation>Schätzer</translation>
    </message>
    <message>
        <source>λ depends on it: a batched estimate is smaller by about the tokens of a batch.</source>
        <translation>λ hängt davon ab: Eine Schätzung je Batch ist etwa um die Zahl der Tokens eines Batches kleiner.</translation>
    </message>
    <message>
        <source>exact, sentence by sentence</source>
        <translation>exakt, Satz für Satz</translation>
    </message>
    <message>
        <source>batched, as older code</source>
        <translation>je Batch, wie älterer Code</translation>
    </message>
    <message>
        <source>sampled labels (true Fisher)</source>
        <translation>gezogene Labels (wahre Fisher-Information)</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>N, drawn from the old domains&apos; training text.</source>
        <translation>N, aus dem Trainingstext der alten Domänen gezogen.</translation>
    </message>
    <message>
        <source>Of the loss that is differentiated.</source>
        <translation>Des Loss, der abgeleitet wird.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Decides which sentences are drawn.</source>
        <translation>Entscheidet, welche Sätze gezogen werden.</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>Scores of every evaluation.</source>
        <translation>Werte jeder Bewertung.</translation>
    </message>
    <message>
        <source>Beam on test</source>
        <translation>Beam auf Test</translation>
    </message>
    <message>
        <source>1 = greedy.</source>
        <translation>1 = greedy.</translation>
    </message>
    <message>
        <source>Beam on dev</source>
        <translation>Beam auf Dev</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>Längenstrafe</translation>
    </message>
    <message>
        <source>Score divided by length to this power; 0 = none.</source>
        <translation>Wert geteilt durch die Länge hoch diese Zahl; 0 = keine.</translation>
    </message>
    <message>
        <source>Test lines</source>
        <translation>Testzeilen</translation>
    </message>
    <message>
        <source>First so many test lines of each domain; 0 = all.</source>
        <translation>So viele erste Testzeilen jeder Domäne; 0 = alle.</translation>
    </message>
    <message>
        <source>learning rate %1</source>
        <translation>Lernrate %1</translation>
    </message>
    <message>
        <source>%1 tokens a batch</source>
        <translation>%1 Tokens je Batch</translation>
    </message>
    <message>
        <source>%1 pieces</source>
        <translation>%1 Stücke</translation>
    </message>
    <message>
        <source>%1 updates</source>
        <translation>%1 Updates</translation>
    </message>
    <message>
        <source>%1 sentences</source>
        <translation>%1 Sätze</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>beam %1</source>
        <translation>Beam %1</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>Strategien</translation>
    </message>
    <message>
        <source>Add strategy</source>
        <translation>Strategie hinzufügen</translation>
    </message>
    <message>
        <source>A sweep needs at least one strategy: add one.</source>
        <translation>Ein Sweep braucht mindestens eine Strategie: Fügen Sie eine hinzu.</translation>
    </message>
    <message>
        <source>%1 combined with</source>
        <translation>%1 zusammen mit</translation>
    </message>
    <message>
        <source>Some fields cannot be read; they say why.</source>
        <translation>Einige Felder sind nicht lesbar; sie sagen, warum.</translation>
    </message>
    <message>
        <source>This %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>all new domains at once</source>
        <translation>alle neuen Domänen auf einmal</translation>
    </message>
    <message>
        <source>Search and stopping</source>
        <translation>Suche und Abbruch</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>every combination of the values</source>
        <translation>alle Kombinationen der Werte</translation>
    </message>
    <message>
        <source>where the front is expected to grow most</source>
        <translation>wo die Front am meisten wachsen dürfte</translation>
    </message>
    <message>
        <source>Configurations</source>
        <translation>Konfigurationen</translation>
    </message>
    <message>
        <source>That the search tries in all, each with every seed.</source>
        <translation>So viele probiert die Suche insgesamt, jede mit jedem Seed.</translation>
    </message>
    <message>
        <source>Seed of the search</source>
        <translation>Seed der Suche</translation>
    </message>
    <message>
        <source>Another seed tries other configurations.</source>
        <translation>Ein anderer Seed probiert andere Konfigurationen.</translation>
    </message>
    <message>
        <source>Beaten trials</source>
        <translation>Geschlagene Versuche</translation>
    </message>
    <message>
        <source>A trial is beaten when another one scores better on the old and on the new domains after as many updates, on dev.</source>
        <translation>Ein Versuch ist geschlagen, wenn ein anderer nach ebenso vielen Schritten auf den alten und auf den neuen Domänen besser abschneidet, auf Dev.</translation>
    </message>
    <message>
        <source>are trained to their end</source>
        <translation>werden zu Ende trainiert</translation>
    </message>
    <message>
        <source>are trained to their end, and marked in the log</source>
        <translation>werden zu Ende trainiert und im Protokoll vermerkt</translation>
    </message>
    <message>
        <source>are stopped early</source>
        <translation>werden vorzeitig beendet</translation>
    </message>
    <message>
        <source>Beaten by</source>
        <translation>Geschlagen um</translation>
    </message>
    <message>
        <source>Points of the first metric, in both means at once.</source>
        <translation>Punkte der ersten Metrik, in beiden Mitteln zugleich.</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>Nicht vor</translation>
    </message>
    <message>
        <source>Share of the updates before which no trial is judged.</source>
        <translation>Anteil der Schritte, vor dem kein Versuch beurteilt wird.</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>Raster</translation>
    </message>
    <message numerus="yes">
        <source>%n configuration(s)</source>
        <translation>
            <numerusform>%n Konfiguration</numerusform>
            <numerusform>%n Konfigurationen</numerusform>
        </translation>
    </message>
    <message>
        <source>beaten ones are marked</source>
        <translation>geschlagene vermerkt</translation>
    </message>
    <message>
        <source>beaten ones are stopped</source>
        <translation>geschlagene beendet</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>alle auf einmal</translation>
    </message>
    <message>
        <source>Domain after domain</source>
        <translation>Domäne nach Domäne</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>New domains in the order in which they are learned, each step going on from the one before. Empty: all at once.</source>
        <translation>Neue Domänen in der Reihenfolge, in der sie gelernt werden; jeder Schritt geht vom vorigen aus. Leer: alle auf einmal.</translation>
    </message>
    <message>
        <source>Decay γ</source>
        <translation>Abnahme γ</translation>
    </message>
    <message>
        <source>What was important for earlier domains counts γ times as much after each step (online EWC); 1 = all alike.</source>
        <translation>Was für frühere Domänen wichtig war, zählt nach jedem Schritt γ-mal so viel (Online-EWC); 1 = alle gleich.</translation>
    </message>
    <message>
        <source>a number of target tokens</source>
        <translation>einer Zahl von Ziel-Tokens</translation>
    </message>
    <message>
        <source>Target tokens</source>
        <translation>Ziel-Tokens</translation>
    </message>
    <message>
        <source>Real target pieces of all text that is trained on, padding not counted; the update that reaches them is the last one.</source>
        <translation>Wirkliche Zielstücke allen Textes, auf dem trainiert wird, ohne Auffüllung; das Update, das sie erreicht, ist das letzte.</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>Computing them again in backward gives the same result, needs less memory and takes a tenth to a quarter longer.</source>
        <translation>Sie im Rückwärtsschritt noch einmal zu berechnen gibt dasselbe Ergebnis, braucht weniger Speicher und dauert ein Zehntel bis ein Viertel länger.</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>computed again</source>
        <translation>neu berechnet</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Weights, penalty and Fisher information are float32 in each case.</source>
        <translation>Gewichte, Strafterm und Fisher-Information sind in jedem Fall float32.</translation>
    </message>
    <message>
        <source>the faster one on the machine</source>
        <translation>die auf der Maschine schnellere</translation>
    </message>
    <message>
        <source>Of translating; bfloat16 is faster on processors and GPUs that compute in it.</source>
        <translation>Des Übersetzens; bfloat16 ist schneller auf Prozessoren und GPUs, die damit rechnen.</translation>
    </message>
    <message>
        <source>A search decides while the trials run.</source>
        <translation>Eine Suche entscheidet, während die Versuche laufen.</translation>
    </message>
    <message>
        <source>by chance</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>What a search takes where several numbers are listed.</source>
        <translation>Was eine Suche nimmt, wo mehrere Zahlen angegeben sind.</translation>
    </message>
    <message>
        <source>any between the least and the greatest</source>
        <translation>alle zwischen dem kleinsten und dem größten</translation>
    </message>
    <message>
        <source>those that are listed</source>
        <translation>nur die angegebenen</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>That are averaged; those that were validated count.</source>
        <translation>Wie viele gemittelt werden; es zählen die validierten.</translation>
    </message>
</context>
<context>
    <name>palimpsest::SweepPage</name>
    <message>
        <source>No sweep yet</source>
        <translation>Noch kein Sweep</translation>
    </message>
    <message>
        <source>A sweep is a grid of strategies, λ and mixing ratios. Start from the grid of Hasler et al. (2021) and change what you like.</source>
        <translation>Ein Sweep ist ein Raster aus Strategien, λ und Mischverhältnissen. Beginnen Sie mit dem Raster von Hasler et al. (2021), und ändern Sie, was Sie möchten.</translation>
    </message>
    <message>
        <source>New sweep</source>
        <translation>Neuer Sweep</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>A draft from a template</source>
        <translation>Ein Entwurf nach einer Vorlage</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>A draft with the same settings</source>
        <translation>Ein Entwurf mit denselben Einstellungen</translation>
    </message>
    <message>
        <source>Sweeps of this study</source>
        <translation>Sweeps dieser Studie</translation>
    </message>
    <message>
        <source>Save draft</source>
        <translation>Entwurf speichern</translation>
    </message>
    <message>
        <source>Keep it for later</source>
        <translation>Für später aufbewahren</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>Sweep starten</translation>
    </message>
    <message>
        <source>Run what is to do (Ctrl+Return)</source>
        <translation>Ausführen, was zu tun ist (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Pause sweep</source>
        <translation>Sweep pausieren</translation>
    </message>
    <message>
        <source>Its runs finish their step, save and stop; they go on from there</source>
        <translation>Seine Läufe beenden ihren Schritt, speichern und halten an; von dort gehen sie weiter</translation>
    </message>
    <message>
        <source>Cancel sweep…</source>
        <translation>Sweep abbrechen …</translation>
    </message>
    <message>
        <source>Give up the trials that are not done</source>
        <translation>Die Versuche aufgeben, die nicht fertig sind</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Start what is left</source>
        <translation>Rest starten</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>Saved the draft “%1”.</source>
        <translation>Der Entwurf „%1“ ist gespeichert.</translation>
    </message>
    <message>
        <source>Asked the engine to run “%1”; its runs appear on the Runs page.</source>
        <translation>Die Engine ist beauftragt, „%1“ auszuführen; die Läufe erscheinen auf der Seite „Läufe“.</translation>
    </message>
    <message numerus="yes">
        <source>Cancel the sweep? %n run(s) will not be finished, and what they have trained so far is lost.</source>
        <translation>
            <numerusform>Sweep abbrechen? %n Lauf wird nicht fertig, und was er bisher trainiert hat, ist verloren.</numerusform>
            <numerusform>Sweep abbrechen? %n Läufe werden nicht fertig, und was sie bisher trainiert haben, ist verloren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel the sweep</source>
        <translation>Sweep abbrechen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>This sweep is under way: duplicate it, and probe with the copy.</source>
        <translation>Dieser Sweep läuft: Verdoppeln Sie ihn, und proben Sie mit der Kopie.</translation>
    </message>
    <message>
        <source>Probing how far training without a penalty moves the model …</source>
        <translation>Probe, wie weit sich das Modell ohne Strafterm bewegt …</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>Add values of λ, ratios or seeds; only new trials run</source>
        <translation>Werte von λ, Verhältnisse oder Seeds hinzufügen; nur neue Versuche laufen</translation>
    </message>
    <message numerus="yes">
        <source>Add values of λ, ratios, seeds or strategies to “%1”: %n trial(s) are done and stay as they are, only new ones run. Then start what is left.</source>
        <translation>
            <numerusform>„%1“ um Werte von λ, Verhältnisse, Seeds oder Strategien erweitern: %n Versuch ist fertig und bleibt, wie er ist, nur neue laufen. Dann starten, was noch fehlt.</numerusform>
            <numerusform>„%1“ um Werte von λ, Verhältnisse, Seeds oder Strategien erweitern: %n Versuche sind fertig und bleiben, wie sie sind, nur neue laufen. Dann starten, was noch fehlt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::SweepWatch</name>
    <message>
        <source>The sweep “%1” is done.</source>
        <translation>Der Sweep „%1“ ist fertig.</translation>
    </message>
    <message>
        <source>The sweep “%1” has ended, but not all of its trials are done; the Runs page says why.</source>
        <translation>Der Sweep „%1“ ist beendet, aber nicht alle seine Versuche sind fertig; die Seite „Läufe“ sagt, warum.</translation>
    </message>
</context>
<context>
    <name>palimpsest::TablesPage</name>
    <message>
        <source>No scores yet</source>
        <translation>Noch keine Werte</translation>
    </message>
    <message>
        <source>A table shows trials that have been scored. Design a sweep and start it: its first scores appear here by themselves.</source>
        <translation>Eine Tabelle zeigt bewertete Versuche. Entwerfen Sie einen Sweep, und starten Sie ihn: Die ersten Werte erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>Design a sweep</source>
        <translation>Sweep entwerfen</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>Making the table …</source>
        <translation>Die Tabelle wird erstellt …</translation>
    </message>
    <message>
        <source>Nothing to show</source>
        <translation>Nichts zu zeigen</translation>
    </message>
    <message>
        <source>No finished trial that the recipe names has %1 on %2: choose other rows, metrics or the other split.</source>
        <translation>Kein fertiger Versuch, den das Rezept nennt, hat %1 auf %2: Wählen Sie andere Zeilen, Metriken oder die andere Teilmenge.</translation>
    </message>
    <message>
        <source>The table cannot be made</source>
        <translation>Die Tabelle lässt sich nicht erstellen</translation>
    </message>
    <message>
        <source>Testing …</source>
        <translation>Tests werden gerechnet …</translation>
    </message>
    <message>
        <source>Keep as it is now</source>
        <translation>Stand festhalten</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>A bundle is only read: recipes can be tried out and tables exported, but no recipe is kept in it.</source>
        <translation>Ein Bündel wird nur gelesen: Rezepte lassen sich ausprobieren und Tabellen exportieren, aber kein Rezept wird darin aufbewahrt.</translation>
    </message>
    <message>
        <source>The study is open for reading only: recipes can be tried out and tables exported, but no recipe is kept in it. %1</source>
        <translation>Die Studie ist nur zum Lesen geöffnet: Rezepte lassen sich ausprobieren und Tabellen exportieren, aber kein Rezept wird darin aufbewahrt. %1</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tabellen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Keep the recipe in the study</source>
        <translation>Das Rezept in der Studie aufbewahren</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern als …</translation>
    </message>
    <message>
        <source>Keep it under another name</source>
        <translation>Unter einem anderen Namen aufbewahren</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Drop what is not saved of this recipe; Undo brings it back</source>
        <translation>Verwerfen, was an diesem Rezept nicht gespeichert ist; Rückgängig holt es zurück</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename the recipe</source>
        <translation>Das Rezept umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Take the recipe out of the study; Undo brings it back</source>
        <translation>Das Rezept aus der Studie nehmen; Rückgängig holt es zurück</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Write the table to a file (Ctrl+E)</source>
        <translation>Die Tabelle in eine Datei schreiben (Strg+E)</translation>
    </message>
    <message>
        <source>Copy LaTeX</source>
        <translation>LaTeX kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;Markdown</source>
        <translation>&amp;Markdown kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;TSV</source>
        <translation>&amp;TSV kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;HTML</source>
        <translation>&amp;HTML kopieren</translation>
    </message>
    <message>
        <source>Copy the table as %1</source>
        <translation>Die Tabelle als %1 kopieren</translation>
    </message>
    <message>
        <source>“%1” is deleted; Ctrl+Z brings it back.</source>
        <translation>„%1“ ist gelöscht; Strg+Z holt es zurück.</translation>
    </message>
    <message>
        <source>Copy as</source>
        <translation>Kopieren als</translation>
    </message>
    <message>
        <source>Copy the table as Markdown, TSV or HTML</source>
        <translation>Die Tabelle als Markdown, TSV oder HTML kopieren</translation>
    </message>
    <message>
        <source>Recipe “%1” saved</source>
        <translation>Rezept „%1“ gespeichert</translation>
    </message>
    <message>
        <source>There is no table to export yet.</source>
        <translation>Es gibt noch keine Tabelle zu exportieren.</translation>
    </message>
    <message>
        <source>Table copied as %1</source>
        <translation>Tabelle als %1 kopiert</translation>
    </message>
    <message>
        <source>The study keeps it, and the command line&apos;s export table --recipe knows it by this name.</source>
        <translation>Die Studie bewahrt es auf, und export table --recipe auf der Kommandozeile kennt es unter diesem Namen.</translation>
    </message>
    <message>
        <source>Save recipe as</source>
        <translation>Rezept speichern unter</translation>
    </message>
</context>
<context>
    <name>palimpsest::TradeoffControls</name>
    <message>
        <source>Split</source>
        <translation>Teilmenge</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Waagrechte Achse</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>Senkrechte Achse</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>mean ± s.d.</source>
        <translation>Mittel ± Std.</translation>
    </message>
    <message>
        <source>each alone</source>
        <translation>jeder für sich</translation>
    </message>
    <message>
        <source>&amp;Split</source>
        <translation>Tex&amp;t</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>&amp;Metrik</translation>
    </message>
    <message>
        <source>&amp;x</source>
        <translation>&amp;x</translation>
    </message>
    <message>
        <source>&amp;y</source>
        <translation>&amp;y</translation>
    </message>
    <message>
        <source>See&amp;ds</source>
        <translation>See&amp;ds</translation>
    </message>
    <message>
        <source>F&amp;ronts</source>
        <translation>F&amp;ronten</translation>
    </message>
    <message>
        <source>&amp;Intervals</source>
        <translation>&amp;Intervalle</translation>
    </message>
    <message>
        <source>Ellipses: how far another test set of the same kind may move a point (95 %). Bars are something else: the spread from seed to seed.</source>
        <translation>Ellipsen: wie weit eine andere Testmenge derselben Art einen Punkt verschieben kann (95 %). Balken sind etwas anderes: die Streuung von Seed zu Seed.</translation>
    </message>
    <message>
        <source>&amp;Paths</source>
        <translation>&amp;Pfade</translation>
    </message>
    <message>
        <source>How the selected runs moved while they trained: a point for each evaluation on dev. Choose the split dev to see them.</source>
        <translation>Wie sich die gewählten Läufe im Training bewegt haben: ein Punkt für jede Bewertung auf Dev. Wählen Sie die Teilmenge Dev, um sie zu sehen.</translation>
    </message>
    <message>
        <source>&amp;Loss budget</source>
        <translation>Verlust&amp;budget</translation>
    </message>
    <message>
        <source>Shade what loses more on the vertical axis than is allowed.</source>
        <translation>Schattiert, was auf der senkrechten Achse mehr verliert als erlaubt.</translation>
    </message>
    <message>
        <source>Allowed loss against the base model, in tenths of a point</source>
        <translation>Erlaubter Verlust gegenüber dem Basismodell, in Zehntelpunkten</translation>
    </message>
    <message>
        <source>new domains, mean</source>
        <translation>neue Domänen, Mittel</translation>
    </message>
    <message>
        <source>new domains, worst</source>
        <translation>neue Domänen, schlechteste</translation>
    </message>
    <message>
        <source>old domains, mean</source>
        <translation>alte Domänen, Mittel</translation>
    </message>
    <message>
        <source>old domains, worst</source>
        <translation>alte Domänen, schlechteste</translation>
    </message>
    <message>
        <source>Staircase of the non-dominated points, of each strategy and of all. Where strategies are many, one&apos;s own shows with the mouse on it in the legend.</source>
        <translation>Treppenlinie der nicht dominierten Punkte, je Strategie und insgesamt. Bei vielen Strategien erscheint die einer einzelnen, wenn die Maus in der Legende auf ihr steht.</translation>
    </message>
</context>
<context>
    <name>palimpsest::TradeoffPage</name>
    <message>
        <source>Trade-off plot</source>
        <translation>Kompromissdiagramm</translation>
    </message>
    <message>
        <source>The same points are in the table below.</source>
        <translation>Dieselben Punkte stehen in der Tabelle darunter.</translation>
    </message>
    <message>
        <source>No points yet</source>
        <translation>Noch keine Punkte</translation>
    </message>
    <message>
        <source>A point appears when a trial has been scored. Start a sweep on the Sweep page; the base model&apos;s point comes first.</source>
        <translation>Ein Punkt erscheint, wenn ein Versuch bewertet ist. Starten Sie einen Sweep auf der Seite „Sweep“; zuerst kommt der Punkt des Basismodells.</translation>
    </message>
    <message>
        <source>Trade-off points</source>
        <translation>Punkte des Kompromisses</translation>
    </message>
    <message>
        <source>Trade-off</source>
        <translation>Kompromiss</translation>
    </message>
    <message>
        <source>Pin as baseline</source>
        <translation>Als Baseline anheften</translation>
    </message>
    <message>
        <source>Compare everything with the selected point instead of the base model</source>
        <translation>Alles mit dem gewählten Punkt statt mit dem Basismodell vergleichen</translation>
    </message>
    <message>
        <source>Suggest next</source>
        <translation>Nächsten vorschlagen</translation>
    </message>
    <message>
        <source>Propose a trial for the widest hole in the front</source>
        <translation>Einen Versuch für die breiteste Lücke der Front vorschlagen</translation>
    </message>
    <message>
        <source>Reference point…</source>
        <translation>Bezugspunkt …</translation>
    </message>
    <message>
        <source>Choose what the hypervolume is measured from</source>
        <translation>Wählen, wovon aus das Hypervolumen gemessen wird</translation>
    </message>
    <message>
        <source>Copy points</source>
        <translation>Punkte kopieren</translation>
    </message>
    <message>
        <source>Put the selected rows of the table on the clipboard, or all of them</source>
        <translation>Die gewählten Zeilen der Tabelle oder alle in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Unpin %1</source>
        <translation>%1 lösen</translation>
    </message>
    <message>
        <source>There is no hole to fill: it takes two scored trials of a strategy with different values of λ, ratio or another number, and nothing waiting between them.</source>
        <translation>Es gibt keine Lücke zu füllen: Dazu braucht es zwei bewertete Versuche einer Strategie mit verschiedenen Werten von λ, Verhältnis oder einer anderen Zahl, und nichts darf dazwischen warten.</translation>
    </message>
    <message>
        <source>Queue %1 %2</source>
        <translation>%1 %2 einreihen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Nächster: %1</translation>
    </message>
    <message>
        <source>Queued %1; its point appears when it has been scored.</source>
        <translation>%1 ist eingereiht; der Punkt erscheint, wenn er bewertet ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n Zeile kopiert</numerusform>
            <numerusform>%n Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>The widest hole in the front lies between %1 and %2: on dev %3 apart on x, %4 on y. %5 %6 may come to lie in it.</source>
        <translation>Die breiteste Lücke der Front liegt zwischen %1 und %2: auf Dev Abstand %3 auf x, %4 auf y. %5 %6 könnte darin liegen.</translation>
    </message>
    <message>
        <source>Choose on dev…</source>
        <translation>Auf Dev auswählen …</translation>
    </message>
    <message>
        <source>The best trial of each strategy on dev by three rules, with its test scores</source>
        <translation>Der auf Dev beste Versuch jeder Strategie nach drei Regeln, mit seinen Testwerten</translation>
    </message>
</context>
<context>
    <name>palimpsest::TradeoffTableModel</name>
    <message>
        <source>joint</source>
        <translation>gemeinsam</translation>
    </message>
    <message>
        <source>not told apart</source>
        <translation>nicht zu unterscheiden</translation>
    </message>
    <message>
        <source>own strategy</source>
        <translation>eigene Strategie</translation>
    </message>
    <message>
        <source>Paired bootstrap against the base model: %1 ± %2 (95 %), p %3; over %4 tests Holm %5, Benjamini-Hochberg %6</source>
        <translation>Gepaarter Bootstrap gegen das Basismodell: %1 ± %2 (95 %), p %3; über %4 Tests Holm %5, Benjamini-Hochberg %6</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Δ base</source>
        <translation>Δ Basis</translation>
    </message>
    <message>
        <source>± test
set</source>
        <translation>± Test-
menge</translation>
    </message>
    <message>
        <source>On the
front</source>
        <translation>Auf der
Front</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Front</translation>
    </message>
</context>
</TS>
