<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ChangeSentence</name>
    <message numerus="yes">
        <source>%n figure(s) changed</source>
        <translation>
            <numerusform>%n figure changed</numerusform>
            <numerusform>%n figures changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new row(s): %1</source>
        <translation>
            <numerusform>%n new row: %1</numerusform>
            <numerusform>%n new rows: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) gone: %1</source>
        <translation>
            <numerusform>%n row gone: %1</numerusform>
            <numerusform>%n rows gone: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new column(s): %1</source>
        <translation>
            <numerusform>%n new column: %1</numerusform>
            <numerusform>%n new columns: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) gone: %1</source>
        <translation>
            <numerusform>%n column gone: %1</numerusform>
            <numerusform>%n columns gone: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunEdits</name>
    <message numerus="yes">
        <source>tags of %n run(s)</source>
        <translation>
            <numerusform>tags of %n run</numerusform>
            <numerusform>tags of %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>bin %n run(s)</source>
        <translation>
            <numerusform>bin %n run</numerusform>
            <numerusform>bin %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>restore %n run(s)</source>
        <translation>
            <numerusform>restore %n run</numerusform>
            <numerusform>restore %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunSummary</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TradeoffContent</name>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::ComparePage</name>
    <message numerus="yes">
        <source>%n sentence(s) copied</source>
        <translation>
            <numerusform>%n sentence copied</numerusform>
            <numerusform>%n sentences copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::DomainTableModel</name>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::DomainsPage</name>
    <message numerus="yes">
        <source>%n old domain(s)</source>
        <translation>
            <numerusform>%n old domain</numerusform>
            <numerusform>%n old domains</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new domain(s)</source>
        <translation>
            <numerusform>%n new domain</numerusform>
            <numerusform>%n new domains</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::FisherDialog</name>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n sentence</numerusform>
            <numerusform>%n sentences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How the estimate settled is known from %n sentence(s) on.</source>
        <translation>
            <numerusform>How the estimate settled is known from %n sentence on.</numerusform>
            <numerusform>How the estimate settled is known from %n sentences on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::ForgettingPage</name>
    <message numerus="yes">
        <source>%1 · %2 · mean ± s.d. of %n seed(s)</source>
        <translation>
            <numerusform>%1 · %2 · mean ± s.d. of %n seed</numerusform>
            <numerusform>%1 · %2 · mean ± s.d. of %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::LogPage</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::MainWindow</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are not finished.</source>
        <translation>
            <numerusform>%n job is not finished.</numerusform>
            <numerusform>%n jobs are not finished.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::PlanPane</name>
    <message numerus="yes">
        <source>%n trial(s)</source>
        <translation>
            <numerusform>%n trial</numerusform>
            <numerusform>%n trials</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n preparation(s)</source>
        <translation>
            <numerusform>%n preparation</numerusform>
            <numerusform>%n preparations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done already</source>
        <translation>
            <numerusform>%n done already</numerusform>
            <numerusform>%n done already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n will resume</source>
        <translation>
            <numerusform>%n will resume</numerusform>
            <numerusform>%n will resume</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The search chooses the others while the sweep runs, %n configuration(s) in all.</source>
        <translation>
            <numerusform>The search chooses the others while the sweep runs, %n configuration in all.</numerusform>
            <numerusform>The search chooses the others while the sweep runs, %n configurations in all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trial(s) of this sweep are not among these values; they stay in the study.</source>
        <translation>
            <numerusform>%n trial of this sweep is not among these values; it stays in the study.</numerusform>
            <numerusform>%n trials of this sweep are not among these values; they stay in the study.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::RunsPage</name>
    <message numerus="yes">
        <source>Cancel %n run(s)? %1 of work will be lost.</source>
        <translation>
            <numerusform>Cancel %n run? %1 of work will be lost.</numerusform>
            <numerusform>Cancel %n runs? %1 of work will be lost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) are waiting or running and stay: cancel them first.</source>
        <translation>
            <numerusform>%n run is waiting or running and stays: cancel it first.</numerusform>
            <numerusform>%n runs are waiting or running and stay: cancel them first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted. They go on from their last checkpoint.</source>
        <translation>
            <numerusform>%n run was interrupted. It goes on from its last checkpoint.</numerusform>
            <numerusform>%n runs were interrupted. They go on from their last checkpoint.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::SelectionTableModel</name>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::StrategyCard</name>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n cell</numerusform>
            <numerusform>%n cells</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::SweepForm</name>
    <message numerus="yes">
        <source>%n configuration(s)</source>
        <translation>
            <numerusform>%n configuration</numerusform>
            <numerusform>%n configurations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::SweepPage</name>
    <message numerus="yes">
        <source>Cancel the sweep? %n run(s) will not be finished, and what they have trained so far is lost.</source>
        <translation>
            <numerusform>Cancel the sweep? %n run will not be finished, and what it has trained so far is lost.</numerusform>
            <numerusform>Cancel the sweep? %n runs will not be finished, and what they have trained so far is lost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add values of λ, ratios, seeds or strategies to “%1”: %n trial(s) are done and stay as they are, only new ones run. Then start what is left.</source>
        <translation>
            <numerusform>Add values of λ, ratios, seeds or strategies to “%1”: %n trial is done and stays as it is, only new ones run. Then start what is left.</numerusform>
            <numerusform>Add values of λ, ratios, seeds or strategies to “%1”: %n trials are done and stay as they are, only new ones run. Then start what is left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>palimpsest::TradeoffPage</name>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
</context>
</TS>
