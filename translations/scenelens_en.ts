<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>scenelens::ActivityPage</name>
    <message numerus="yes">
        <source>%Ln entr(y/ies)</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln entr(y/ies)</source>
        <translation>
            <numerusform>%1 of %Ln entry</numerusform>
            <numerusform>%1 of %Ln entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ClipList</name>
    <message numerus="yes">
        <source>%1 of %Ln clip(s)</source>
        <translation>
            <numerusform>%1 of %Ln clip</numerusform>
            <numerusform>%1 of %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s)</source>
        <translation>
            <numerusform>%Ln clip</numerusform>
            <numerusform>%Ln clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ComparePage</name>
    <message numerus="yes">
        <source>Figures over the %1 of %Ln shown clip(s) that every ticked run judged; the best of each column is bold.</source>
        <translation>
            <numerusform>Figures over the %1 of %Ln shown clip that every ticked run judged; the best of each column is bold.</numerusform>
            <numerusform>Figures over the %1 of %Ln shown clips that every ticked run judged; the best of each column is bold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s) are decided differently. McNemar: %1 (p %2%3).</source>
        <translation>
            <numerusform>%Ln clip is decided differently. McNemar: %1 (p %2%3).</numerusform>
            <numerusform>%Ln clips are decided differently. McNemar: %1 (p %2%3).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %2 decide %3 of %Ln clip(s) differently, %4 alike</source>
        <translation>
            <numerusform>%1 and %2 decide %3 of %Ln clip differently, %4 alike</numerusform>
            <numerusform>%1 and %2 decide %3 of %Ln clips differently, %4 alike</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run B: %1 of %Ln pair(s) differ</source>
        <translation>
            <numerusform>Run B: %1 of %Ln pair differs</numerusform>
            <numerusform>Run B: %1 of %Ln pairs differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ConfidencePanel</name>
    <message numerus="yes">
        <source>ECE %1 · largest gap %2 · %Ln clip(s)</source>
        <translation>
            <numerusform>ECE %1 · largest gap %2 · %Ln clip</numerusform>
            <numerusform>ECE %1 · largest gap %2 · %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s) with a confidence of %1: %2 right (%3), mean confidence %4</source>
        <translation>
            <numerusform>%Ln clip with a confidence of %1: %2 right (%3), mean confidence %4</numerusform>
            <numerusform>%Ln clips with a confidence of %1: %2 right (%3), mean confidence %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s), %1 decided right; most have a confidence of %2: %3 clips</source>
        <translation>
            <numerusform>%Ln clip, %1 decided right; most have a confidence of %2: %3 clips</numerusform>
            <numerusform>%Ln clips, %1 decided right; most have a confidence of %2: %3 clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accuracy against confidence in %Ln bin(s); %1</source>
        <translation>
            <numerusform>Accuracy against confidence in %Ln bin; %1</numerusform>
            <numerusform>Accuracy against confidence in %Ln bins; %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ConfusionPanel</name>
    <message numerus="yes">
        <source>%Ln clip(s) that both runs predicted</source>
        <translation>
            <numerusform>%Ln clip that both runs predicted</numerusform>
            <numerusform>%Ln clips that both runs predicted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::CorrectionControls</name>
    <message numerus="yes">
        <source>%1 · %Ln clip(s)</source>
        <translation>
            <numerusform>%1 · %Ln clip</numerusform>
            <numerusform>%1 · %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Estimated from %Ln second(s) that both sides recorded.</source>
        <translation>
            <numerusform>Estimated from %Ln second that both sides recorded.</numerusform>
            <numerusform>Estimated from %Ln seconds that both sides recorded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> Cancelled after %1 of %Ln clip(s).</source>
        <translation>
            <numerusform> Cancelled after %1 of %Ln clip.</numerusform>
            <numerusform> Cancelled after %1 of %Ln clips.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::DecisionGrid</name>
    <message numerus="yes">
        <source>Processor time of a clip, median of %Ln run(s)</source>
        <translation>
            <numerusform>Processor time of a clip, median of %Ln run</numerusform>
            <numerusform>Processor time of a clip, median of %Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::DevicePanel</name>
    <message numerus="yes">
        <source> (%Ln clip(s))</source>
        <translation>
            <numerusform> (%Ln clip)</numerusform>
            <numerusform> (%Ln clips)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s), %1 right (%2), log loss %3</source>
        <translation>
            <numerusform>%Ln clip, %1 right (%2), log loss %3</numerusform>
            <numerusform>%Ln clips, %1 right (%2), log loss %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No interval: %Ln recording(s)</source>
        <translation>
            <numerusform>No interval: %Ln recording</numerusform>
            <numerusform>No interval: %Ln recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>95 % intervals from %Ln recording(s): accuracy %1, log loss %2</source>
        <translation>
            <numerusform>95 % intervals from %Ln recording: accuracy %1, log loss %2</numerusform>
            <numerusform>95 % intervals from %Ln recordings: accuracy %1, log loss %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::EvaluateDialog</name>
    <message numerus="yes">
        <source>All %Ln prediction(s) are there already.</source>
        <translation>
            <numerusform>The %Ln prediction is there already.</numerusform>
            <numerusform>All %Ln predictions are there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln prediction(s), %1 of them there already.</source>
        <translation>
            <numerusform>%Ln prediction, %1 of them there already.</numerusform>
            <numerusform>%Ln predictions, %1 of them there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln prediction(s).</source>
        <translation>
            <numerusform>%Ln prediction.</numerusform>
            <numerusform>%Ln predictions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::EvaluationRunner</name>
    <message numerus="yes">
        <source>native engine, %1, %Ln thread(s): %2</source>
        <translation>
            <numerusform>native engine, %1, %Ln thread: %2</numerusform>
            <numerusform>native engine, %1, %Ln threads: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::LiveBar</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::LivePage</name>
    <message numerus="yes">
        <source>%Ln block(s) dropped</source>
        <translation>
            <numerusform>%Ln block dropped</numerusform>
            <numerusform>%Ln blocks dropped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln decision(s) left out</source>
        <translation>
            <numerusform>%Ln decision left out</numerusform>
            <numerusform>%Ln decisions left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::LivePlot</name>
    <message numerus="yes">
        <source>A row stands for %Ln sample(s).</source>
        <translation>
            <numerusform>A row stands for %Ln sample.</numerusform>
            <numerusform>A row stands for %Ln samples.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::MainWindow</name>
    <message numerus="yes">
        <source>Opening %Ln path(s)</source>
        <translation>
            <numerusform>Opening %Ln path</numerusform>
            <numerusform>Opening %Ln paths</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s)</source>
        <translation>
            <numerusform>%Ln problem</numerusform>
            <numerusform>%Ln problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln clip(s) · devices %2</source>
        <translation>
            <numerusform>%1 · %Ln clip · devices %2</numerusform>
            <numerusform>%1 · %Ln clips · devices %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::MapPage</name>
    <message numerus="yes">
        <source>%Ln clip(s), %1 values of %2</source>
        <translation>
            <numerusform>%Ln clip, %1 values of %2</numerusform>
            <numerusform>%Ln clips, %1 values of %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> (of %Ln that have sound)</source>
        <translation>
            <numerusform> (of %Ln that has sound)</numerusform>
            <numerusform> (of %Ln that have sound)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::MatrixText</name>
    <message numerus="yes">
        <source>Of %Ln %1 clip(s) %2 were decided as %3 by %4, %5 by %6</source>
        <translation>
            <numerusform>Of %Ln %1 clip %2 was decided as %3 by %4, %5 by %6</numerusform>
            <numerusform>Of %Ln %1 clips %2 were decided as %3 by %4, %5 by %6</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln %2 clip(s) (%3) were decided as %4</source>
        <translation>
            <numerusform>%1 of %Ln %2 clip (%3) was decided as %4</numerusform>
            <numerusform>%1 of %Ln %2 clips (%3) were decided as %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln %1 clip(s); recall of %2 minus that of %3: %4 points</source>
        <translation>
            <numerusform>%Ln %1 clip; recall of %2 minus that of %3: %4 points</numerusform>
            <numerusform>%Ln %1 clips; recall of %2 minus that of %3: %4 points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln %2 clip(s) were decided right: recall %3 %</source>
        <translation>
            <numerusform>%1 of %Ln %2 clip was decided right: recall %3 %</numerusform>
            <numerusform>%1 of %Ln %2 clips were decided right: recall %3 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decided as %1: %2 clip(s); precision of %3 minus that of %4: %5 points</source>
        <comment>%2 has a sign</comment>
        <translation>
            <numerusform>Decided as %1: %2 clip; precision of %3 minus that of %4: %5 points</numerusform>
            <numerusform>Decided as %1: %2 clips; precision of %3 minus that of %4: %5 points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln clip(s) decided as %2 are such: precision %3 %</source>
        <translation>
            <numerusform>%1 of %Ln clip decided as %2 is such: precision %3 %</numerusform>
            <numerusform>%1 of %Ln clips decided as %2 are such: precision %3 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln clip(s), %2 decided right</source>
        <translation>
            <numerusform>%1: %Ln clip, %2 decided right</numerusform>
            <numerusform>%1: %Ln clips, %2 decided right</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; the most frequent mistake: %1 decided as %2, %Ln clip(s)</source>
        <translation>
            <numerusform>; the most frequent mistake: %1 decided as %2, %Ln clip</numerusform>
            <numerusform>; the most frequent mistake: %1 decided as %2, %Ln clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::NoisePanel</name>
    <message numerus="yes">
        <source>Over %Ln clip(s)</source>
        <translation>
            <numerusform>Over %Ln clip</numerusform>
            <numerusform>Over %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Over %1 of %Ln clip(s)</source>
        <translation>
            <numerusform>Over %1 of %Ln clip</numerusform>
            <numerusform>Over %1 of %Ln clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::OcclusionControls</name>
    <message numerus="yes">
        <source> %Ln patch(es) took %1 s.</source>
        <translation>
            <numerusform> %Ln patch took %1 s.</numerusform>
            <numerusform> %Ln patches took %1 s.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::PlotNumbers</name>
    <message numerus="yes">
        <source>A row stands for %Ln sample(s).</source>
        <translation>
            <numerusform>A row stands for %Ln sample.</numerusform>
            <numerusform>A row stands for %Ln samples.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::PlotTableWindow</name>
    <message numerus="yes">
        <source>%Ln row(s) copied</source>
        <translation>
            <numerusform>%Ln row copied</numerusform>
            <numerusform>%Ln rows copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::PrecisionSummary</name>
    <message numerus="yes">
        <source>Processor time of a clip, median of %Ln run(s)</source>
        <translation>
            <numerusform>Processor time of a clip, median of %Ln run</numerusform>
            <numerusform>Processor time of a clip, median of %Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ProblemPanel</name>
    <message numerus="yes">
        <source>%Ln problem(s)</source>
        <translation>
            <numerusform>%Ln problem</numerusform>
            <numerusform>%Ln problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RunExporter</name>
    <message numerus="yes">
        <source>Wrote %1; %Ln fault(s) are left</source>
        <translation>
            <numerusform>Wrote %1; %Ln fault is left</numerusform>
            <numerusform>Wrote %1; %Ln faults are left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln prediction(s) to %1</source>
        <translation>
            <numerusform>Wrote %Ln prediction to %1</numerusform>
            <numerusform>Wrote %Ln predictions to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RunImporter</name>
    <message numerus="yes">
        <source>Reading %Ln table(s)</source>
        <translation>
            <numerusform>Reading %Ln table</numerusform>
            <numerusform>Reading %Ln tables</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RunsDialog</name>
    <message numerus="yes">
        <source>Delete %1 with its %Ln prediction(s) from the store?</source>
        <translation>
            <numerusform>Delete %1 with its %Ln prediction from the store?</numerusform>
            <numerusform>Delete %1 with its %Ln predictions from the store?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ScatterView</name>
    <message numerus="yes">
        <source>%Ln clip(s)</source>
        <translation>
            <numerusform>%Ln clip</numerusform>
            <numerusform>%Ln clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::SpectraPlot</name>
    <message numerus="yes">
        <source>Mean spectra of %Ln device(s), %1 clips measured</source>
        <translation>
            <numerusform>Mean spectra of %Ln device, %1 clips measured</numerusform>
            <numerusform>Mean spectra of %Ln devices, %1 clips measured</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::UndoHistory</name>
    <message numerus="yes">
        <source>tag ‘%1’ on %Ln clip(s)</source>
        <translation>
            <numerusform>tag ‘%1’ on %Ln clip</numerusform>
            <numerusform>tag ‘%1’ on %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>removing tag ‘%1’ from %Ln clip(s)</source>
        <translation>
            <numerusform>removing tag ‘%1’ from %Ln clip</numerusform>
            <numerusform>removing tag ‘%1’ from %Ln clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>notes on %Ln clip(s)</source>
        <translation>
            <numerusform>notes on %Ln clip</numerusform>
            <numerusform>notes on %Ln clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::WorkspaceKeeper</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
</TS>
