<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>scenelens::AboutDialog</name>
    <message>
        <source>Libraries</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>库</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>About SceneLens</source>
        <translation>关于 SceneLens</translation>
    </message>
    <message>
        <source>SceneLens %1</source>
        <translation>SceneLens %1</translation>
    </message>
    <message>
        <source>A workbench for low-complexity acoustic scene classification. Implements the DSMN system of Wang, Wu and Li, DCASE 2023 Task 1.
Native engine, instruction set %1.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>低复杂度声学场景分类工作台。实现了 Wang、Wu 和 Li 在 DCASE 2023 任务 1 中的 DSMN 系统。
原生引擎，指令集 %1。
自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>scenelens::ActionRegistry</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>%1 is also “%2”</source>
        <translation>%1 也用于“%2”</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>scenelens::ActivityLog</name>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
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
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>scenelens::ActivityPage</name>
    <message>
        <source>Filter: evaluating, failed, model1</source>
        <translation>筛选：评估、失败、model1</translation>
    </message>
    <message>
        <source>Filter the activity log</source>
        <translation>筛选活动日志</translation>
    </message>
    <message>
        <source>&amp;Save for a bug report…</source>
        <translation>保存以报告错误(&amp;S)…</translation>
    </message>
    <message>
        <source>A text file with this log, the versions of the libraries and the kind of system.
Names of files you opened are in it; your home folder is written as ~.</source>
        <translation>一个文本文件，含此日志、各库的版本和系统类型。
其中有打开过的文件的名称；主文件夹写作 ~。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Activity log</source>
        <translation>活动日志</translation>
    </message>
    <message>
        <source>activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Nothing was computed yet</source>
        <translation>尚未计算任何内容</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entr(y/ies)</source>
        <translation>
            <numerusform>%Ln 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln entr(y/ies)</source>
        <translation>
            <numerusform>%Ln 条中的 %1 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Save for a bug report</source>
        <translation>保存以报告错误</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
</context>
<context>
    <name>scenelens::AgreementGrid</name>
    <message>
        <source>B right</source>
        <translation>B 正确</translation>
    </message>
    <message>
        <source>B wrong</source>
        <translation>B 错误</translation>
    </message>
    <message>
        <source>A right</source>
        <translation>A 正确</translation>
    </message>
    <message>
        <source>A wrong</source>
        <translation>A 错误</translation>
    </message>
    <message>
        <source>Both right</source>
        <translation>两者都对</translation>
    </message>
    <message>
        <source>Only A right</source>
        <translation>仅 A 对</translation>
    </message>
    <message>
        <source>Only B right</source>
        <translation>仅 B 对</translation>
    </message>
    <message>
        <source>Both wrong</source>
        <translation>两者都错</translation>
    </message>
    <message>
        <source>%1: show these clips (%2)</source>
        <translation>%1：显示这些片段（%2）</translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation>%1
%2</translation>
    </message>
</context>
<context>
    <name>scenelens::ClipActions</name>
    <message>
        <source>Most confident &amp;mistakes first</source>
        <translation>置信度最高的误判在前(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Largest loss first</source>
        <translation>损失最大的在前(&amp;L)</translation>
    </message>
    <message>
        <source>E&amp;xport notes…</source>
        <translation>导出备注(&amp;X)…</translation>
    </message>
    <message>
        <source>Export notes</source>
        <translation>导出备注</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>%1 notes</source>
        <translation>%1 备注</translation>
    </message>
</context>
<context>
    <name>scenelens::ClipList</name>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln clip(s)</source>
        <translation>
            <numerusform>%Ln 个片段中的 %1 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s)</source>
        <translation>
            <numerusform>%Ln 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>Colu&amp;mns</source>
        <translation>列(&amp;M)</translation>
    </message>
</context>
<context>
    <name>scenelens::ClipPlot</name>
    <message>
        <source>Waveform, log-Mel and delta</source>
        <translation>波形、对数梅尔谱及其差分</translation>
    </message>
    <message>
        <source>amplitude</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source>frequency (Hz)</source>
        <translation>频率 (Hz)</translation>
    </message>
    <message>
        <source>time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>log-Mel power (dB)</source>
        <translation>对数梅尔功率 (dB)</translation>
    </message>
    <message>
        <source>delta of log-Mel (σ)</source>
        <translation>对数梅尔差分 (σ)</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 dBFS</source>
        <translation>%1 dBFS</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>%1 Hz (band %2)</source>
        <translation>%1 Hz（频带 %2）</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>%1 σ</source>
        <translation>%1 σ</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Log-Mel</source>
        <translation>对数梅尔</translation>
    </message>
    <message>
        <source>Delta</source>
        <translation>差分</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>σ</source>
        <translation>σ</translation>
    </message>
</context>
<context>
    <name>scenelens::ClipTableModel</name>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>%1 · second %2</source>
        <translation>%1 · 第 %2 秒</translation>
    </message>
    <message>
        <source>Decision of the chosen run</source>
        <translation>所选运行的判决</translation>
    </message>
    <message>
        <source>Probability of that decision</source>
        <translation>该判决的概率</translation>
    </message>
    <message>
        <source>Log loss of the clip: minus the natural logarithm of the true scene&apos;s probability</source>
        <translation>片段的对数损失：真实场景概率的自然对数取负</translation>
    </message>
    <message>
        <source>Probability of the decision minus that of the next scene</source>
        <translation>判决的概率减去次高场景的概率</translation>
    </message>
    <message>
        <source>Decision of the run it is compared with</source>
        <translation>对比运行的判决</translation>
    </message>
    <message>
        <source>Where the official fold 1 puts the clip</source>
        <translation>官方划分 1 中该片段的归属</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>裕度</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>City</source>
        <translation>城市</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>How many of the other runs that predicted the clip decide otherwise, Int8 runs included</source>
        <translation>预测过此片段的其他运行中有多少判决不同，含 Int8 运行</translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation>分歧</translation>
    </message>
</context>
<context>
    <name>scenelens::ClipsPage</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>These clips were computed, not recorded</source>
        <translation>这些片段由计算生成，并非录音</translation>
    </message>
    <message>
        <source>What to show of the clip</source>
        <translation>显示片段的哪一方面</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>This clip is listed, but its sound file is not there.</source>
        <translation>列表中有此片段，但其声音文件不存在。</translation>
    </message>
    <message>
        <source>Select a clip.</source>
        <translation>请选择一个片段。</translation>
    </message>
    <message>
        <source>unknown scene</source>
        <translation>未知场景</translation>
    </message>
    <message>
        <source>device %1</source>
        <translation>设备 %1</translation>
    </message>
    <message>
        <source>%1 fold</source>
        <translation>%1集</translation>
    </message>
    <message>
        <source>second %1 of the file</source>
        <translation>文件的第 %1 秒</translation>
    </message>
    <message>
        <source>padded with silence</source>
        <translation>以静音补足</translation>
    </message>
    <message>
        <source>Wheel: zoom (Ctrl: in Hz) · drag: pan (Shift: loop) · %1: fit · %2: play</source>
        <translation>滚轮：缩放（Ctrl：频率）· 拖动：平移（Shift：循环）· %1：适应 · %2：播放</translation>
    </message>
    <message>
        <source>Where quantization hurts, layer by layer (%1)</source>
        <translation>量化在哪里造成损失，逐层显示 (%1)</translation>
    </message>
    <message>
        <source>Open sound files, a folder or a data set (%1),
or drop them here.</source>
        <translation>请打开声音文件、文件夹或数据集 (%1)，
或拖放到这里。</translation>
    </message>
</context>
<context>
    <name>scenelens::ColourMap</name>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Inverted grey</source>
        <translation>反相灰度</translation>
    </message>
</context>
<context>
    <name>scenelens::CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>想做什么？</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>scenelens::ComparePage</name>
    <message>
        <source>disagreements</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>mcnemar</source>
        <translation>mcnemar</translation>
    </message>
    <message>
        <source>aligned-devices</source>
        <translation>对齐的设备</translation>
    </message>
    <message>
        <source>losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Macro</source>
        <translation>宏平均</translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation>对数损失</translation>
    </message>
    <message>
        <source>ECE</source>
        <translation>ECE</translation>
    </message>
    <message>
        <source>Brier</source>
        <translation>Brier</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Runs beside each other</source>
        <translation>并列的运行</translation>
    </message>
    <message>
        <source>Shown clips that the run judged</source>
        <translation>所示片段中该运行已判决的个数</translation>
    </message>
    <message>
        <source>Mean over the scenes of the share decided right</source>
        <translation>各场景判决正确比例的平均值</translation>
    </message>
    <message>
        <source>Expected calibration error, 15 bins</source>
        <translation>期望校准误差，15 个区间</translation>
    </message>
    <message>
        <source>Ten classes: from 0 to 2</source>
        <translation>十个类别：取值 0 到 2</translation>
    </message>
    <message>
        <source>&amp;Losses</source>
        <translation>损失(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Disagreements</source>
        <translation>分歧(&amp;D)</translation>
    </message>
    <message>
        <source>Alig&amp;ned devices</source>
        <translation>对齐的设备(&amp;N)</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Exchange A and B</source>
        <translation>交换 A 与 B</translation>
    </message>
    <message>
        <source>Losses of A against losses of B</source>
        <translation>A 的损失与 B 的损失</translation>
    </message>
    <message>
        <source>Who is right</source>
        <translation>谁判对了</translation>
    </message>
    <message>
        <source>A click chooses a clip, dragging draws a lasso that filters; wheel zooms, Shift+drag pans, F shows all.</source>
        <translation>单击选择片段，拖动画出套索进行筛选；滚轮缩放，Shift+拖动平移，F 显示全部。</translation>
    </message>
    <message>
        <source>Share of the common clips that two runs decide differently; a click shows them.</source>
        <translation>两个运行的共同片段中判决不同的比例；单击即显示这些片段。</translation>
    </message>
    <message>
        <source>How often two runs decide differently</source>
        <translation>两个运行判决不同的频率</translation>
    </message>
    <message>
        <source>First</source>
        <translation>第一个</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>第二个</translation>
    </message>
    <message>
        <source>Only first right</source>
        <translation>仅第一个对</translation>
    </message>
    <message>
        <source>Only second right</source>
        <translation>仅第二个对</translation>
    </message>
    <message>
        <source>Decided differently</source>
        <translation>判决不同</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>检验</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>解读</translation>
    </message>
    <message>
        <source>McNemar&apos;s test of every pair</source>
        <translation>每一对的 McNemar 检验</translation>
    </message>
    <message>
        <source>McNemar&apos;s test: are two runs equally often right? Clips of one recording are not independent, so p is rather too small.</source>
        <translation>McNemar 检验：两个运行的正确频率是否相同？同一录音的片段并不独立，因此 p 偏小。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Share, B</source>
        <translation>比例，B</translation>
    </message>
    <message>
        <source>Both right</source>
        <translation>两者都对</translation>
    </message>
    <message>
        <source>Only a</source>
        <translation>仅 a</translation>
    </message>
    <message>
        <source>Only device</source>
        <translation>仅该设备</translation>
    </message>
    <message>
        <source>Both wrong</source>
        <translation>两者都错</translation>
    </message>
    <message>
        <source>Loss on a</source>
        <translation>a 上的损失</translation>
    </message>
    <message>
        <source>Loss on device</source>
        <translation>该设备上的损失</translation>
    </message>
    <message>
        <source>The same moment recorded by two devices</source>
        <translation>两台设备录下的同一时刻</translation>
    </message>
    <message>
        <source>Make it &amp;A</source>
        <translation>设为 &amp;A</translation>
    </message>
    <message>
        <source>Make it &amp;B</source>
        <translation>设为 &amp;B</translation>
    </message>
    <message>
        <source>&amp;Close this run</source>
        <translation>关闭此运行(&amp;C)</translation>
    </message>
    <message>
        <source>both right</source>
        <translation>两者都对</translation>
    </message>
    <message>
        <source>only A right</source>
        <translation>仅 A 对</translation>
    </message>
    <message>
        <source>only B right</source>
        <translation>仅 B 对</translation>
    </message>
    <message>
        <source>both wrong</source>
        <translation>两者都错</translation>
    </message>
    <message>
        <source>right and wrong about the same clips</source>
        <translation>对错的片段完全相同</translation>
    </message>
    <message>
        <source>no difference shown: chance alone would do this in %1 of cases</source>
        <translation>未见差异：仅凭偶然也有 %1 的可能出现此结果</translation>
    </message>
    <message>
        <source>%1 gets more right: chance alone would do this in %2 of cases</source>
        <translation>%1 正确更多：仅凭偶然只有 %2 的可能出现此结果</translation>
    </message>
    <message>
        <source>less than 0.1 %</source>
        <translation>不足 0.1 %</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>no run</source>
        <translation>无运行</translation>
    </message>
    <message>
        <source>No shown clip has a true scene and predictions of the ticked runs.</source>
        <translation>所示片段中没有既有真实场景又有勾选运行预测的。</translation>
    </message>
    <message numerus="yes">
        <source>Figures over the %1 of %Ln shown clip(s) that every ticked run judged; the best of each column is bold.</source>
        <translation>
            <numerusform>统计范围：所示 %Ln 个片段中，勾选的运行均已判决的 %1 个；每列最优值以粗体显示。</numerusform>
        </translation>
    </message>
    <message>
        <source>no predictions</source>
        <translation>无预测</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Choose a second run above.</source>
        <translation>请在上方选择第二个运行。</translation>
    </message>
    <message>
        <source>No shown clip is judged by both runs.</source>
        <translation>所示片段中没有两个运行都已判决的。</translation>
    </message>
    <message>
        <source>loss of A, %1</source>
        <translation>A 的损失，%1</translation>
    </message>
    <message>
        <source>loss of B, %1</source>
        <translation>B 的损失，%1</translation>
    </message>
    <message>
        <source>%1, loss %2</source>
        <translation>%1，损失 %2</translation>
    </message>
    <message>
        <source>%1
A: %2
B: %3
true: %4</source>
        <translation>%1
A：%2
B：%3
真实：%4</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s) are decided differently. McNemar: %1 (p %2%3).</source>
        <translation>
            <numerusform>%Ln 个片段的判决不同。McNemar 检验：%1（p %2%3）。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %2 decide %3 of %Ln clip(s) differently, %4 alike</source>
        <translation>
            <numerusform>%1 与 %2 对 %Ln 个片段中的 %3 个判决不同，%4 个相同</numerusform>
        </translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确检验</translation>
    </message>
    <message>
        <source>χ² = %1</source>
        <translation>χ² = %1</translation>
    </message>
    <message>
        <source>No shown clip was recorded by device a and by another at the same moment.</source>
        <translation>所示片段中没有设备 a 与另一设备在同一时刻录下的。</translation>
    </message>
    <message>
        <source>Run A on the same moment recorded by device a and by another. A click on a number shows these pairs, on the device those decided differently.</source>
        <translation>运行 A 对设备 a 与另一设备同一时刻录音的判决。单击数字显示这些对；单击设备显示判决不同的对。</translation>
    </message>
    <message numerus="yes">
        <source>Run B: %1 of %Ln pair(s) differ</source>
        <translation>
            <numerusform>运行 B：%Ln 对中有 %1 对不同</numerusform>
        </translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Ways to compare</source>
        <translation>比较方式</translation>
    </message>
</context>
<context>
    <name>scenelens::ConfidencePanel</name>
    <message>
        <source>Number of bins</source>
        <translation>区间个数</translation>
    </message>
    <message>
        <source> bins</source>
        <translation> 个区间</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Histogram of confidence</source>
        <translation>置信度直方图</translation>
    </message>
    <message>
        <source>clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Reliability diagram</source>
        <translation>可靠性图</translation>
    </message>
    <message>
        <source>share decided right</source>
        <translation>判决正确的比例</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Mean confidence</source>
        <translation>平均置信度</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>偏差</translation>
    </message>
    <message>
        <source>Bins of confidence</source>
        <translation>置信度区间</translation>
    </message>
    <message numerus="yes">
        <source>ECE %1 · largest gap %2 · %Ln clip(s)</source>
        <translation>
            <numerusform>ECE %1 · 最大偏差 %2 · %Ln 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>Expected calibration error: the mean of |accuracy − mean confidence| over the bins, weighted by their clips</source>
        <translation>期望校准误差：各区间 |准确率 − 平均置信度| 按片段数加权的平均值</translation>
    </message>
    <message>
        <source>No clip with a confidence of %1</source>
        <translation>没有置信度为 %1 的片段</translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s) with a confidence of %1: %2 right (%3), mean confidence %4</source>
        <translation>
            <numerusform>置信度为 %1 的片段 %Ln 个：%2 个正确（%3），平均置信度 %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s), %1 decided right; most have a confidence of %2: %3 clips</source>
        <translation>
            <numerusform>%Ln 个片段，%1 判对；置信度为 %2 的最多：%3 个片段</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accuracy against confidence in %Ln bin(s); %1</source>
        <translation>
            <numerusform>%Ln 个区间的准确率与置信度；%1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>recall %</source>
        <translation>召回率 %</translation>
    </message>
    <message>
        <source>decided as</source>
        <translation>判为</translation>
    </message>
    <message>
        <source>true scene</source>
        <translation>真实场景</translation>
    </message>
    <message>
        <source>precision %</source>
        <translation>精确率 %</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>A row is a true class, a column what was decided.</source>
        <translation>每行是一个真实类别，每列是判决的类别。</translation>
    </message>
</context>
<context>
    <name>scenelens::ConfusionPanel</name>
    <message>
        <source>Confusion %1</source>
        <translation>混淆矩阵 %1</translation>
    </message>
    <message>
        <source>What the cells tell</source>
        <translation>单元格显示什么</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Row %</source>
        <translation>行 %</translation>
    </message>
    <message>
        <source>Column %</source>
        <translation>列 %</translation>
    </message>
    <message>
        <source>All %</source>
        <translation>总 %</translation>
    </message>
    <message>
        <source>Order of the scenes</source>
        <translation>场景顺序</translation>
    </message>
    <message>
        <source>Alphabetical</source>
        <translation>字母顺序</translation>
    </message>
    <message>
        <source>By group</source>
        <translation>按组</translation>
    </message>
    <message>
        <source>Groups only</source>
        <translation>仅显示组</translation>
    </message>
    <message>
        <source>Of one run, or the difference of two</source>
        <translation>一个运行，或两个运行之差</translation>
    </message>
    <message>
        <source>One run</source>
        <translation>单个运行</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>&amp;Mistakes only</source>
        <translation>仅误判(&amp;M)</translation>
    </message>
    <message>
        <source>Leave out the diagonal</source>
        <translation>略去对角线</translation>
    </message>
    <message>
        <source>%1 minus %2</source>
        <translation>%1 减 %2</translation>
    </message>
    <message>
        <source>Difference: choose a run to compare with</source>
        <translation>差值：请选择用于对比的运行</translation>
    </message>
    <message>
        <source>Choose a second run in the box &quot;against&quot; of the tool bar.</source>
        <translation>请在工具栏的“对比”框中选择第二个运行。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s) that both runs predicted</source>
        <translation>
            <numerusform>两个运行均已预测的 %Ln 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>No clip was predicted by both runs yet. Evaluate all clips with %1.</source>
        <translation>还没有两个运行都预测过的片段。按 %1 评估全部片段。</translation>
    </message>
</context>
<context>
    <name>scenelens::CorrectionControls</name>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Pair</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Form of the correction</source>
        <translation>校正的形式</translation>
    </message>
    <message>
        <source>Report: mean spectra</source>
        <translation>报告：平均频谱</translation>
    </message>
    <message>
        <source>Published code: one pair</source>
        <translation>公开代码：单个配对</translation>
    </message>
    <message>
        <source>Kośmider: factors of the STFT</source>
        <translation>Kośmider：STFT 系数</translation>
    </message>
    <message>
        <source>Device to correct</source>
        <translation>要校正的设备</translation>
    </message>
    <message>
        <source>Device to sound like</source>
        <translation>目标设备</translation>
    </message>
    <message>
        <source>Which pair of clips</source>
        <translation>哪一对片段</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>所有其他</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln clip(s)</source>
        <translation>
            <numerusform>%1 · %Ln 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>&amp;Measure devices</source>
        <translation>测量设备(&amp;M)</translation>
    </message>
    <message>
        <source>The clips&apos; names do not tell their devices.</source>
        <translation>片段的文件名没有标明设备。</translation>
    </message>
    <message>
        <source>Open a data set whose clips have official names: they tell the devices.</source>
        <translation>请打开片段采用官方命名的数据集：文件名会标明设备。</translation>
    </message>
    <message>
        <source>Measuring the devices…</source>
        <translation>正在测量设备…</translation>
    </message>
    <message>
        <source>Measure the devices first, on the right.</source>
        <translation>请先在右侧测量设备。</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 与 %2</translation>
    </message>
    <message numerus="yes">
        <source>Estimated from %Ln second(s) that both sides recorded.</source>
        <translation>
            <numerusform>由双方都录到的 %Ln 秒声音估计得出。</numerusform>
        </translation>
    </message>
    <message>
        <source>No second was recorded by both: this compares different sounds, not only devices.</source>
        <translation>没有双方都录到的声音：此处比较的不只是设备，还有不同的声音。</translation>
    </message>
    <message numerus="yes">
        <source> Cancelled after %1 of %Ln clip(s).</source>
        <translation>
            <numerusform>已取消：%Ln 个片段中完成了 %1 个。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::DatasetText</name>
    <message>
        <source>Airport</source>
        <translation>机场</translation>
    </message>
    <message>
        <source>Bus</source>
        <translation>公交车</translation>
    </message>
    <message>
        <source>Metro</source>
        <translation>地铁</translation>
    </message>
    <message>
        <source>Metro station</source>
        <translation>地铁站</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>公园</translation>
    </message>
    <message>
        <source>Public square</source>
        <translation>公共广场</translation>
    </message>
    <message>
        <source>Shopping mall</source>
        <translation>购物中心</translation>
    </message>
    <message>
        <source>Street pedestrian</source>
        <translation>步行街</translation>
    </message>
    <message>
        <source>Street traffic</source>
        <translation>交通街道</translation>
    </message>
    <message>
        <source>Tram</source>
        <translation>有轨电车</translation>
    </message>
    <message>
        <source>Indoor</source>
        <translation>室内</translation>
    </message>
    <message>
        <source>Outdoor</source>
        <translation>室外</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>交通工具</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>real</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>已见</translation>
    </message>
    <message>
        <source>unseen</source>
        <translation>未见</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>scenelens::DecisionGrid</name>
    <message>
        <source>Decisions of all models in both precisions</source>
        <translation>所有模型在两种精度下的判决</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>判决</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>Probability of the decision</source>
        <translation>判决的概率</translation>
    </message>
    <message numerus="yes">
        <source>Processor time of a clip, median of %Ln run(s)</source>
        <translation>
            <numerusform>每个片段的处理器时间，%Ln 次运行的中位数</numerusform>
        </translation>
    </message>
    <message>
        <source>= Int8 decides as Float32 does, ≠ it does not</source>
        <translation>= 表示 Int8 与 Float32 判决相同，≠ 表示不同</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>无权重</translation>
    </message>
    <message>
        <source>Int8 decides otherwise than Float32</source>
        <translation>Int8 与 Float32 判决不同</translation>
    </message>
    <message>
        <source>Int8 decides as Float32 does</source>
        <translation>Int8 与 Float32 判决相同</translation>
    </message>
    <message>
        <source>True class: %1, probability %2</source>
        <translation>真实类别：%1，概率 %2</translation>
    </message>
</context>
<context>
    <name>scenelens::DecisionTimeline</name>
    <message>
        <source>Decisions of the last two minutes</source>
        <translation>最近两分钟的判决</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>No model is chosen.</source>
        <translation>未选择模型。</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>−%1 s</source>
        <translation>−%1 s</translation>
    </message>
    <message>
        <source>%1: %2
%3 to %4 of the stream
probability %5 to %6</source>
        <translation>%1：%2
音频流的 %3 至 %4
概率 %5 至 %6</translation>
    </message>
    <message>
        <source>No decision yet</source>
        <translation>尚无判决</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>From (s)</source>
        <translation>起 (s)</translation>
    </message>
    <message>
        <source>To (s)</source>
        <translation>止 (s)</translation>
    </message>
    <message>
        <source>Lowest probability (%)</source>
        <translation>最低概率 (%)</translation>
    </message>
    <message>
        <source>Highest probability (%)</source>
        <translation>最高概率 (%)</translation>
    </message>
    <message>
        <source>Seconds since the start of the stream, the last two minutes.</source>
        <translation>自流开始的秒数，最近两分钟。</translation>
    </message>
</context>
<context>
    <name>scenelens::DevicePanel</name>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Scenes by device</source>
        <translation>各设备的场景</translation>
    </message>
    <message>
        <source>What the tables tell</source>
        <translation>表格显示什么</translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation>对数损失</translation>
    </message>
    <message>
        <source>Accuracy %</source>
        <translation>准确率 %</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>95 % &amp;intervals</source>
        <translation>95 % 置信区间(&amp;I)</translation>
    </message>
    <message>
        <source>By bootstrap over recordings: the clips of one recording are not independent</source>
        <translation>按录音做自助法重采样：同一录音的片段并不独立</translation>
    </message>
    <message>
        <source>Repor&amp;t</source>
        <translation>报告(&amp;T)</translation>
    </message>
    <message>
        <source>The numbers of the technical report (Tables 3 and 4), whose authors chose the epoch on the fold they report</source>
        <translation>技术报告中的数字（表 3 和表 4）；其作者在所报告的划分上选取了训练轮次</translation>
    </message>
    <message>
        <source>%1, %2 by scene and device</source>
        <translation>%1，按场景和设备的%2</translation>
    </message>
    <message>
        <source>All devices</source>
        <translation>全部设备</translation>
    </message>
    <message>
        <source>Real</source>
        <translation>真实设备</translation>
    </message>
    <message>
        <source>Simulated, seen</source>
        <translation>模拟，已见</translation>
    </message>
    <message>
        <source>Simulated, unseen</source>
        <translation>模拟，未见</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>   unknown</source>
        <translation>   未知</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message numerus="yes">
        <source> (%Ln clip(s))</source>
        <translation>
            <numerusform>（%Ln 个片段）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s), %1 right (%2), log loss %3</source>
        <translation>
            <numerusform>%Ln 个片段，%1 个正确（%2），对数损失 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Report: %1</source>
        <translation>报告：%1</translation>
    </message>
    <message>
        <source>%1 Float32, %2 Int8</source>
        <translation>Float32 %1，Int8 %2</translation>
    </message>
    <message>
        <source>As printed in the technical report, not computed here</source>
        <translation>照录技术报告，并非在此计算</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message numerus="yes">
        <source>No interval: %Ln recording(s)</source>
        <translation>
            <numerusform>无置信区间：%Ln 段录音</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>95 % intervals from %Ln recording(s): accuracy %1, log loss %2</source>
        <translation>
            <numerusform>由 %Ln 段录音得到的 95 % 置信区间：准确率 %1，对数损失 %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::EqualiserControls</name>
    <message>
        <source>Gain at %1 Hz in dB</source>
        <translation>%1 Hz 处的增益 (dB)</translation>
    </message>
    <message>
        <source>&amp;Flat</source>
        <translation>平直(&amp;F)</translation>
    </message>
    <message>
        <source>All bands to 0 dB</source>
        <translation>所有频段归 0 dB</translation>
    </message>
    <message>
        <source>Gains in dB at octave centres in Hz. A gain in all bands alike changes nothing: the network&apos;s input is normalised.</source>
        <translation>各倍频程中心频率 (Hz) 处的增益 (dB)。所有频段增益相同则毫无影响：网络的输入经过归一化。</translation>
    </message>
</context>
<context>
    <name>scenelens::EvaluateDialog</name>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>&amp;All with sound: %1</source>
        <translation>全部有声音的(&amp;A)：%1</translation>
    </message>
    <message>
        <source>&amp;Test fold: %1</source>
        <translation>测试集(&amp;T)：%1</translation>
    </message>
    <message>
        <source>T&amp;raining fold: %1</source>
        <translation>训练集(&amp;R)：%1</translation>
    </message>
    <message>
        <source>Those the &amp;filter shows: %1</source>
        <translation>筛选所示的(&amp;F)：%1</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>There are no Int8 weights of this model</source>
        <translation>该模型没有 Int8 权重</translation>
    </message>
    <message>
        <source>None of the clips has sound.</source>
        <translation>没有一个片段有声音。</translation>
    </message>
    <message>
        <source>Choose at least one model.</source>
        <translation>请至少选择一个模型。</translation>
    </message>
    <message numerus="yes">
        <source>All %Ln prediction(s) are there already.</source>
        <translation>
            <numerusform>全部 %Ln 个预测均已存在。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln prediction(s), %1 of them there already.</source>
        <translation>
            <numerusform>%Ln 个预测，其中 %1 个已存在。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln prediction(s).</source>
        <translation>
            <numerusform>%Ln 个预测。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::EvaluationRunner</name>
    <message>
        <source>Reading stored runs</source>
        <translation>正在读取已存储的运行</translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation>正在评估</translation>
    </message>
    <message numerus="yes">
        <source>native engine, %1, %Ln thread(s): %2</source>
        <translation>
            <numerusform>原生引擎，%1，%Ln 个线程：%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::FilterBar</name>
    <message>
        <source>Filter clips</source>
        <translation>筛选片段</translation>
    </message>
    <message>
        <source>Filter: tram device:s1 pred:bus loss&gt;2 float!=int8</source>
        <translation>筛选：tram device:s1 pred:bus loss&gt;2 float!=int8</translation>
    </message>
    <message>
        <source>&lt;p style=&apos;white-space:pre&apos;&gt;Words must all match.

scene:metro  pred:tram,bus  device:s1  city:lisbon  fold:test  group:outdoor
loss&amp;gt;2  conf&amp;lt;50%  margin:0..0.1
is:wrong  is:right  is:missing  is:noted  tag:siren  note:&quot;far away&quot;
float!=int8  a!=b  b.pred:tram  (a: the chosen run, b: the other one)
-device:a  not

Return makes chips of the line, Backspace takes the last one back.&lt;/p&gt;</source>
        <translation>&lt;p style=&apos;white-space:pre&apos;&gt;所有条件须同时满足。场景用 DCASE 的英文标签。

scene:metro  pred:tram,bus  device:s1  city:lisbon  fold:test  group:outdoor
loss&amp;gt;2  conf&amp;lt;50%  margin:0..0.1
is:wrong  is:right  is:missing  is:noted  tag:siren  note:&quot;far away&quot;
float!=int8  a!=b  b.pred:tram  （a：所选的运行，b：对比的运行）
-device:a  表示“非”

回车把这一行变成条件块，退格取回最后一个。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>已保存的筛选</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>移除筛选条件 %1</translation>
    </message>
    <message>
        <source>Click to remove</source>
        <translation>单击移除</translation>
    </message>
    <message>
        <source>. This word hides nothing.</source>
        <translation>。此条件不起作用。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>保存此筛选…</translation>
    </message>
    <message>
        <source>Forget a filter</source>
        <translation>删除已保存的筛选</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation>保存筛选</translation>
    </message>
    <message>
        <source>Name of the filter</source>
        <translation>筛选的名称</translation>
    </message>
    <message>
        <source>Clear and saved filters</source>
        <translation>清除与已保存的筛选</translation>
    </message>
</context>
<context>
    <name>scenelens::ImportActions</name>
    <message>
        <source>&amp;Import predictions…</source>
        <translation>导入预测(&amp;I)…</translation>
    </message>
    <message>
        <source>Any system&apos;s predictions in the DCASE output format become a run</source>
        <translation>任何系统以 DCASE 输出格式给出的预测都可成为一个运行</translation>
    </message>
    <message>
        <source>Import predictions in the DCASE output format</source>
        <translation>导入 DCASE 输出格式的预测</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>No data set is open: choose the list of true scenes</source>
        <translation>没有打开的数据集：请选择真实场景列表</translation>
    </message>
    <message>
        <source>Lists with filename and scene_label (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>含 filename 和 scene_label 的列表 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>scenelens::JobBar</name>
    <message>
        <source>a few seconds left</source>
        <translation>还剩几秒</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>不到一分钟</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>还剩 %1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min left</source>
        <translation>还剩 %1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop; what was computed and what was open are kept</source>
        <translation>停止；已计算的和已打开的都会保留</translation>
    </message>
    <message>
        <source>%1  %2 of %3</source>
        <translation>%1  %2 / %3</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <translation>每秒 %1</translation>
    </message>
</context>
<context>
    <name>scenelens::LevelMeter</name>
    <message>
        <source>Input level</source>
        <translation>输入电平</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>RMS %1 dBFS, peak %2 dBFS</source>
        <translation>有效值 %1 dBFS，峰值 %2 dBFS</translation>
    </message>
    <message>
        <source>; clipped samples: %1</source>
        <translation>；削波样本：%1</translation>
    </message>
    <message>
        <source> (click the lamp to reset it)</source>
        <translation>（单击指示灯复位）</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>削波</translation>
    </message>
    <message>
        <source>0 dB</source>
        <translation>0 dB</translation>
    </message>
</context>
<context>
    <name>scenelens::LiveBar</name>
    <message>
        <source>Source of sound</source>
        <translation>声源</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>留存</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Which models listen besides the chosen one</source>
        <translation>除所选模型外还有哪些模型在听</translation>
    </message>
    <message>
        <source>Time between decisions</source>
        <translation>判决间隔</translation>
    </message>
    <message>
        <source>1 s</source>
        <translation>1 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>A decision is made this often; each is about the last second</source>
        <translation>每隔这么久判决一次；每次针对最近一秒</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Time constant of the exponential smoothing</source>
        <translation>指数平滑的时间常数</translation>
    </message>
    <message>
        <source>Which probabilities</source>
        <translation>哪种概率</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>平滑后</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>every</source>
        <translation>每隔</translation>
    </message>
    <message>
        <source>smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>Replay a file or a folder as if it was heard now</source>
        <translation>回放文件或文件夹，如同现在听到一样</translation>
    </message>
    <message>
        <source>&amp;Files…</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Replay sound files</source>
        <translation>回放声音文件</translation>
    </message>
    <message>
        <source>F&amp;older…</source>
        <translation>文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>Replay a folder</source>
        <translation>回放文件夹</translation>
    </message>
    <message>
        <source>As fast as it was recorded</source>
        <translation>原速</translation>
    </message>
    <message>
        <source>%1 times as fast</source>
        <translation>%1 倍速</translation>
    </message>
    <message>
        <source>no microphone</source>
        <translation>无麦克风</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Replay %1</source>
        <translation>回放 %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start or stop (%1)</source>
        <translation>开始或停止 (%1)</translation>
    </message>
    <message>
        <source>Write the sound to a 24-bit WAV file and the decisions to a table beside it (%1)</source>
        <translation>把声音写入 24 位 WAV 文件，并把判决写入旁边的表格 (%1)</translation>
    </message>
    <message>
        <source>Keep the selected stretch, or else the last second, as a clip (%1)</source>
        <translation>把选中的一段（否则是最近一秒）留存为片段 (%1)</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Smoothed bars; a thin mark is what the newest second alone says</source>
        <translation>条形为平滑后的概率；细线为仅由最新一秒得出的概率</translation>
    </message>
</context>
<context>
    <name>scenelens::LivePage</name>
    <message>
        <source>8 bit</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 位</translation>
    </message>
    <message>
        <source>32 bit</source>
        <translation>32 位</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>%1 Hz, %2 ch, %3</source>
        <translation>%1 Hz，%2 声道，%3</translation>
    </message>
    <message>
        <source>Listening stopped because the models changed.</source>
        <translation>模型已更改，聆听已停止。</translation>
    </message>
    <message>
        <source>Open kept clips</source>
        <translation>打开留存的片段</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Which of the models that listen is shown below</source>
        <translation>下方显示哪个正在听的模型</translation>
    </message>
    <message>
        <source>No microphone was found. Plug one in and it appears here, or replay a file.</source>
        <translation>未找到麦克风。接入后会出现在这里；也可以回放文件。</translation>
    </message>
    <message>
        <source>Listening. The first decision comes after one second.</source>
        <translation>正在聆听。一秒后给出第一次判决。</translation>
    </message>
    <message>
        <source>The replay came to its end.</source>
        <translation>回放结束。</translation>
    </message>
    <message>
        <source>Recorded to %1</source>
        <translation>已录到 %1</translation>
    </message>
    <message>
        <source>Nothing could be recorded to %1</source>
        <translation>无法录到 %1</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>Untrained: random weights, the decision means nothing</source>
        <translation>未训练：随机权重，判决没有意义</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>  ≠  Int8: %1</source>
        <translation>  ≠  Int8：%1</translation>
    </message>
    <message>
        <source>latency %1 ms</source>
        <translation>延迟 %1 ms</translation>
    </message>
    <message>
        <source>no block dropped</source>
        <translation>无丢弃</translation>
    </message>
    <message numerus="yes">
        <source>%Ln block(s) dropped</source>
        <translation>
            <numerusform>丢弃了 %Ln 个数据块</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln decision(s) left out</source>
        <translation>
            <numerusform>略过了 %Ln 次判决</numerusform>
        </translation>
    </message>
    <message>
        <source>CPU %1</source>
        <translation>CPU %1</translation>
    </message>
    <message>
        <source>recording %1, %2 s</source>
        <translation>正在录音 %1，%2 s</translation>
    </message>
    <message>
        <source>There is no sound to keep yet.</source>
        <translation>还没有可留存的声音。</translation>
    </message>
    <message>
        <source>Keeping a clip</source>
        <translation>正在留存片段</translation>
    </message>
    <message>
        <source>Kept %1 s as %2</source>
        <translation>已将 %1 s 留存为 %2</translation>
    </message>
    <message>
        <source>&amp;Start or stop listening</source>
        <translation>开始或停止聆听(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Record or stop recording</source>
        <translation>开始或停止录音(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Keep what was heard as a clip</source>
        <translation>把听到的留存为片段(&amp;K)</translation>
    </message>
    <message>
        <source>Press %1 to listen.</source>
        <translation>按 %1 开始聆听。</translation>
    </message>
    <message>
        <source>%1: start and stop · %2: record · %3: keep · drag: select a stretch</source>
        <translation>%1：开始和停止 · %2：录音 · %3：留存 · 拖动：选择一段</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>scenelens::LivePlot</name>
    <message>
        <source>Waveform and log-Mel of the last ten seconds</source>
        <translation>最近十秒的波形和对数梅尔谱</translation>
    </message>
    <message>
        <source>amplitude</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source>time since the start (s)</source>
        <translation>开始后的时间 (s)</translation>
    </message>
    <message>
        <source>frequency (Hz)</source>
        <translation>频率 (Hz)</translation>
    </message>
    <message>
        <source>log-Mel power (dB)</source>
        <translation>对数梅尔功率 (dB)</translation>
    </message>
    <message>
        <source>The last %1 s, peak %2 dBFS; %3</source>
        <translation>最近 %1 s，峰值 %2 dBFS；%3</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>最高</translation>
    </message>
    <message numerus="yes">
        <source>A row stands for %Ln sample(s).</source>
        <translation>
            <numerusform>每行代表 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>Log-Mel</source>
        <translation>对数梅尔</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
</context>
<context>
    <name>scenelens::MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open sound files…</source>
        <translation>打开声音文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Open sound files</source>
        <translation>打开声音文件</translation>
    </message>
    <message>
        <source>Sound files (*.wav *.flac *.ogg *.opus *.mp3 *.aif *.aiff *.au *.caf *.w64);;All files (*)</source>
        <translation>声音文件 (*.wav *.flac *.ogg *.opus *.mp3 *.aif *.aiff *.au *.caf *.w64);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open &amp;folder or data set…</source>
        <translation>打开文件夹或数据集(&amp;F)…</translation>
    </message>
    <message>
        <source>Open a folder or the root of a data set</source>
        <translation>打开文件夹或数据集的根目录</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;demo set</source>
        <translation>打开演示集(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Clips</source>
        <translation>片段(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Results</source>
        <translation>结果(&amp;R)</translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation>比较(&amp;O)</translation>
    </message>
    <message>
        <source>R&amp;ank</source>
        <translation>排名(&amp;A)</translation>
    </message>
    <message>
        <source>Ma&amp;p</source>
        <translation>嵌入图(&amp;P)</translation>
    </message>
    <message>
        <source>Pre&amp;view</source>
        <translation>预览(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>实时(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>Where &amp;quantization hurts</source>
        <translation>量化损失所在(&amp;Q)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Follow the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Clip</source>
        <translation>片段(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Next clip</source>
        <translation>下一个片段(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous clip</source>
        <translation>上一个片段(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Filter clips</source>
        <translation>筛选片段(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Evaluate…</source>
        <translation>评估(&amp;E)…</translation>
    </message>
    <message>
        <source>Evaluate &amp;all clips</source>
        <translation>评估全部片段(&amp;A)</translation>
    </message>
    <message>
        <source>Every clip of the data set, with every model in both precisions</source>
        <translation>数据集的每个片段，每个模型的两种精度</translation>
    </message>
    <message>
        <source>&amp;Filter by the newest results</source>
        <translation>按最新结果筛选(&amp;F)</translation>
    </message>
    <message>
        <source>Results that arrive do not move rows; this does</source>
        <translation>新到的结果不会移动行，此操作会</translation>
    </message>
    <message>
        <source>&amp;Stored runs…</source>
        <translation>已存储的运行(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About SceneLens</source>
        <translation>关于 SceneLens(&amp;A)</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message numerus="yes">
        <source>Opening %Ln path(s)</source>
        <translation>
            <numerusform>正在打开 %Ln 个路径</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening the demo set</source>
        <translation>正在打开演示集</translation>
    </message>
    <message>
        <source>Reading weights</source>
        <translation>正在读取权重</translation>
    </message>
    <message>
        <source>reading weights…</source>
        <translation>正在读取权重…</translation>
    </message>
    <message>
        <source>no weights found</source>
        <translation>未找到权重</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s)</source>
        <translation>
            <numerusform>%Ln 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source> (synthetic)</source>
        <translation>（合成）</translation>
    </message>
    <message>
        <source>SceneLens</source>
        <translation>SceneLens</translation>
    </message>
    <message>
        <source>%1 – SceneLens</source>
        <translation>%1 – SceneLens</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln clip(s) · devices %2</source>
        <translation>
            <numerusform>%1 · %Ln 个片段 · 设备 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>尚未打开过</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>Show what could not be opened or computed (%1)</source>
        <translation>显示无法打开或计算的内容 (%1)</translation>
    </message>
    <message>
        <source>&amp;Fit plot</source>
        <translation>适应图形(&amp;F)</translation>
    </message>
    <message>
        <source>All of the clip, or all points</source>
        <translation>整个片段，或全部点</translation>
    </message>
    <message>
        <source>Zoom ou&amp;t</source>
        <translation>缩小(&amp;T)</translation>
    </message>
    <message>
        <source>Pan l&amp;eft</source>
        <translation>左移(&amp;E)</translation>
    </message>
    <message>
        <source>Pan ri&amp;ght</source>
        <translation>右移(&amp;G)</translation>
    </message>
    <message>
        <source>Colo&amp;ur map</source>
        <translation>配色(&amp;U)</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>主题(&amp;H)</translation>
    </message>
    <message>
        <source>Pro&amp;blems</source>
        <translation>问题(&amp;B)</translation>
    </message>
    <message>
        <source>What could not be opened or computed</source>
        <translation>无法打开或计算的内容</translation>
    </message>
    <message>
        <source>There is no store of runs</source>
        <translation>没有运行的存储</translation>
    </message>
    <message>
        <source>There are no weights</source>
        <translation>没有权重</translation>
    </message>
    <message>
        <source>No data set is open</source>
        <translation>没有打开的数据集</translation>
    </message>
    <message>
        <source>Step through clips</source>
        <translation>逐个切换片段</translation>
    </message>
    <message>
        <source>in a list of clips</source>
        <translation>在片段列表中</translation>
    </message>
    <message>
        <source>Open the clip on the page Clips</source>
        <translation>在“片段”页打开该片段</translation>
    </message>
    <message>
        <source>in the list of the page Results</source>
        <translation>在“结果”页的列表中</translation>
    </message>
    <message>
        <source>Make chips of the words</source>
        <translation>把词变成条件块</translation>
    </message>
    <message>
        <source>in the filter</source>
        <translation>在筛选栏中</translation>
    </message>
    <message>
        <source>Take the last chip back</source>
        <translation>取回最后一个条件块</translation>
    </message>
    <message>
        <source>in the empty filter</source>
        <translation>在空的筛选栏中</translation>
    </message>
    <message>
        <source>Forget the loop</source>
        <translation>取消循环</translation>
    </message>
    <message>
        <source>in a plot</source>
        <translation>在图中</translation>
    </message>
    <message>
        <source>Move between cells and labels</source>
        <translation>在单元格与标签间移动</translation>
    </message>
    <message>
        <source>in a confusion matrix</source>
        <translation>在混淆矩阵中</translation>
    </message>
    <message>
        <source>Show the clips of a cell, row or column</source>
        <translation>显示单元格、行或列的片段</translation>
    </message>
    <message>
        <source>Next and previous element</source>
        <translation>下一个和上一个控件</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>任何地方</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>in tables and lists</source>
        <translation>在表格和列表中</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>下次启动后生效</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>语言 / Language(&amp;N)</translation>
    </message>
    <message>
        <source>SceneLens speaks another language when it is started again</source>
        <translation>重新启动 SceneLens 后使用新的语言</translation>
    </message>
    <message>
        <source>%1[*] – %2</source>
        <translation>%1[*] – %2</translation>
    </message>
    <message>
        <source>Activit&amp;y</source>
        <translation>活动(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>设置(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Find an action</source>
        <translation>查找操作(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>按键(&amp;K)</translation>
    </message>
    <message>
        <source>The numbers of the plot with the focus, or of the first on the page</source>
        <translation>有焦点的图的数值，否则是页面上第一个图的</translation>
    </message>
    <message>
        <source>There is no plot on this page</source>
        <translation>本页没有图</translation>
    </message>
    <message>
        <source>Sho&amp;w plot as table</source>
        <translation>以表格显示图(&amp;W)</translation>
    </message>
</context>
<context>
    <name>scenelens::MapMaker</name>
    <message>
        <source>Embedding clips with %1</source>
        <translation>正在用 %1 计算片段的嵌入</translation>
    </message>
</context>
<context>
    <name>scenelens::MapPage</name>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>similar-clips</source>
        <translation>相似片段</translation>
    </message>
    <message>
        <source>map</source>
        <translation>嵌入图</translation>
    </message>
    <message>
        <source>&amp;Map the shown clips</source>
        <translation>绘制所示片段(&amp;M)</translation>
    </message>
    <message>
        <source>What colours mean</source>
        <translation>颜色的含义</translation>
    </message>
    <message>
        <source>True scene</source>
        <translation>真实场景</translation>
    </message>
    <message>
        <source>Predicted scene</source>
        <translation>预测场景</translation>
    </message>
    <message>
        <source>Right or wrong</source>
        <translation>正确或错误</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Clips by the model&apos;s embedding</source>
        <translation>按模型嵌入排布的片段</translation>
    </message>
    <message>
        <source>Similar clips</source>
        <translation>相似片段</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Clips most similar to the current one</source>
        <translation>与当前片段最相似的片段</translation>
    </message>
    <message>
        <source>%1
true: %2
predicted: %3</source>
        <translation>%1
真实：%2
预测：%3</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>first component, %1 of the variance</source>
        <translation>第一主成分，占方差的 %1</translation>
    </message>
    <message>
        <source>second, %1</source>
        <translation>第二主成分，%1</translation>
    </message>
    <message>
        <source>Open a data set to map its clips.</source>
        <translation>请打开数据集以绘制其片段。</translation>
    </message>
    <message>
        <source>None of the shown clips has sound, so no model can embed them.</source>
        <translation>所示片段都没有声音，模型无法计算嵌入。</translation>
    </message>
    <message>
        <source>There is no model to embed clips with.</source>
        <translation>没有可用于计算嵌入的模型。</translation>
    </message>
    <message>
        <source>Embedding… the bar below shows how far it is.</source>
        <translation>正在计算嵌入…进度见下方。</translation>
    </message>
    <message>
        <source>“Map the shown clips” lays them out by what %1 hears in them.</source>
        <translation>“绘制所示片段”按 %1 听到的内容排布它们。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln clip(s), %1 values of %2</source>
        <translation>
            <numerusform>%Ln 个片段，%2 的 %1 维嵌入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> (of %Ln that have sound)</source>
        <translation>
            <numerusform>（有声音的共 %Ln 个）</numerusform>
        </translation>
    </message>
    <message>
        <source>Similar clips: make a map first</source>
        <translation>相似片段：请先绘制嵌入图</translation>
    </message>
    <message>
        <source>Similar clips: the current one is not on the map</source>
        <translation>相似片段：当前片段不在图上</translation>
    </message>
</context>
<context>
    <name>scenelens::MatrixText</name>
    <message>
        <source>There are no %1 clips</source>
        <translation>没有%1片段</translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln %1 clip(s) %2 were decided as %3 by %4, %5 by %6</source>
        <translation>
            <numerusform>%Ln 个%1片段中判为%3的：%4 有 %2 个，%6 有 %5 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln %2 clip(s) (%3) were decided as %4</source>
        <translation>
            <numerusform>%Ln 个%2片段中有 %1 个（%3）判为%4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln %1 clip(s); recall of %2 minus that of %3: %4 points</source>
        <translation>
            <numerusform>%Ln 个%1片段；%2 的召回率减 %3 的召回率：%4 个百分点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln %2 clip(s) were decided right: recall %3 %</source>
        <translation>
            <numerusform>%Ln 个%2片段中 %1 个判决正确：召回率 %3 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decided as %1: %2 clip(s); precision of %3 minus that of %4: %5 points</source>
        <comment>%2 has a sign</comment>
        <translation>
            <numerusform>判为%1：%2 个片段；%3 的精确率减 %4 的精确率：%5 个百分点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln clip(s) decided as %2 are such: precision %3 %</source>
        <translation>
            <numerusform>判为%2的 %Ln 个片段中 %1 个确实如此：精确率 %3 %</numerusform>
        </translation>
    </message>
    <message>
        <source>No clips</source>
        <translation>没有片段</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln clip(s), %2 decided right</source>
        <translation>
            <numerusform>%1：%Ln 个片段，%2 判决正确</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; the most frequent mistake: %1 decided as %2, %Ln clip(s)</source>
        <translation>
            <numerusform>；最常见的误判：%1判为%2，%Ln 个片段</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::MixupControls</name>
    <message>
        <source>Find the second clip</source>
        <translation>查找第二个片段</translation>
    </message>
    <message>
        <source>Find, such as tram device:a</source>
        <translation>查找，如 tram device:a</translation>
    </message>
    <message>
        <source>The words and terms of the filter, such as scene:tram or is:wrong</source>
        <translation>与筛选相同的条件，如 scene:tram 或 is:wrong</translation>
    </message>
    <message>
        <source>Clips found</source>
        <translation>找到的片段</translation>
    </message>
    <message>
        <source>Take the &amp;current clip</source>
        <translation>采用当前片段(&amp;C)</translation>
    </message>
    <message>
        <source>Make the current clip the second one, then step on to another</source>
        <translation>把当前片段作为第二个，然后换到另一个片段</translation>
    </message>
    <message>
        <source>λ</source>
        <translation>λ</translation>
    </message>
    <message>
        <source>Weight of the clip itself</source>
        <translation>片段本身的权重</translation>
    </message>
    <message>
        <source>Lambda</source>
        <translation>λ</translation>
    </message>
    <message>
        <source>Weight of the clip itself; 1 − λ is the second clip&apos;s</source>
        <translation>片段本身的权重；1 − λ 是第二个片段的权重</translation>
    </message>
    <message>
        <source>. This word hides nothing.</source>
        <translation>。此条件不起作用。</translation>
    </message>
    <message>
        <source>No second clip yet</source>
        <translation>尚无第二个片段</translation>
    </message>
    <message>
        <source>With %1</source>
        <translation>与 %1 混合</translation>
    </message>
    <message>
        <source>Choose a second clip on the right.</source>
        <translation>请在右侧选择第二个片段。</translation>
    </message>
    <message>
        <source>The lines in the chart mark the soft target that training would ask for.</source>
        <translation>图中的线标出训练时的软目标。</translation>
    </message>
    <message>
        <source>No soft target: the scene of one of the clips is unknown.</source>
        <translation>没有软目标：其中一个片段的场景未知。</translation>
    </message>
</context>
<context>
    <name>scenelens::ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>DCASE 2023 Task 1 allows %1 bytes and %2 M MACs a clip. Int8 bytes count 8-bit weights and 32-bit biases, Float32 bytes the same numbers at 32 bit, both with BatchNorm folded; MACs by the rule of NeSsi.</source>
        <translation>DCASE 2023 任务 1 允许每个片段 %1 字节和 %2 M MACs。Int8 字节数按 8 位权重和 32 位偏置计，Float32 字节数按同样的数以 32 位计，均已折叠 BatchNorm；MACs 按 NeSsi 的规则计算。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>of limit</source>
        <translation>占上限</translation>
    </message>
    <message>
        <source>Int8 bytes</source>
        <translation>Int8 字节</translation>
    </message>
    <message>
        <source>Float32 bytes</source>
        <translation>Float32 字节</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Layers of the chosen model</source>
        <translation>所选模型的各层</translation>
    </message>
    <message>
        <source>untrained (%1)</source>
        <translation>未训练（%1）</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>Layers of %1</source>
        <translation>%1 的各层</translation>
    </message>
</context>
<context>
    <name>scenelens::NoisePanel</name>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>This clip</source>
        <translation>此片段</translation>
    </message>
    <message>
        <source>Over all shown clips</source>
        <translation>基于全部所示片段</translation>
    </message>
    <message>
        <source>Measure every clip that the table shows</source>
        <translation>测量表格所示的每个片段</translation>
    </message>
    <message>
        <source>Back to the clip that is selected</source>
        <translation>回到选中的片段</translation>
    </message>
    <message numerus="yes">
        <source>Over %Ln clip(s)</source>
        <translation>
            <numerusform>基于 %Ln 个片段</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Over %1 of %Ln clip(s)</source>
        <translation>
            <numerusform>基于 %Ln 个片段中的 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>No sound to measure</source>
        <translation>没有可测量的声音</translation>
    </message>
    <message>
        <source>Select a clip.</source>
        <translation>请选择一个片段。</translation>
    </message>
</context>
<context>
    <name>scenelens::NoisePlot</name>
    <message>
        <source>Signal to quantization noise of every layer</source>
        <translation>各层的信号量化噪声比</translation>
    </message>
    <message>
        <source>signal to noise (dB)</source>
        <translation>信噪比 (dB)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Signal to noise (dB)</source>
        <translation>信噪比 (dB)</translation>
    </message>
</context>
<context>
    <name>scenelens::NoiseRunner</name>
    <message>
        <source>Comparing Float32 and Int8 of %1</source>
        <translation>正在比较 %1 的 Float32 与 Int8</translation>
    </message>
</context>
<context>
    <name>scenelens::NoiseTables</name>
    <message>
        <source>S/N: signal to quantization noise; the lower, the more Int8 loses</source>
        <translation>S/N：信号量化噪声比；越低，Int8 损失越大</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>S/N</source>
        <translation>S/N</translation>
    </message>
    <message>
        <source>Weakest channel</source>
        <translation>最弱通道</translation>
    </message>
    <message>
        <source>Signal to quantization noise of every layer</source>
        <translation>各层的信号量化噪声比</translation>
    </message>
    <message>
        <source>Channels that lose most</source>
        <translation>损失最大的通道</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
</context>
<context>
    <name>scenelens::NoiseText</name>
    <message>
        <source>silent</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>only noise</source>
        <translation>只有噪声</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>logits differ by %1 (root mean square)</source>
        <translation>logits 相差 %1（均方根）</translation>
    </message>
    <message>
        <source>Weakest: %1 at %2 · %3</source>
        <translation>最弱：%1，%2 · %3</translation>
    </message>
</context>
<context>
    <name>scenelens::NoteEditor</name>
    <message>
        <source>Tags of the clip</source>
        <translation>片段的标签</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note about the clip</source>
        <translation>片段的备注</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>scenelens::OcclusionControls</name>
    <message>
        <source>Class to explain</source>
        <translation>要解释的类别</translation>
    </message>
    <message>
        <source>The decision</source>
        <translation>判决结果</translation>
    </message>
    <message>
        <source>Size of the patches</source>
        <translation>遮挡块的大小</translation>
    </message>
    <message>
        <source>%1 bands × %2 frames</source>
        <translation>%1 个频带 × %2 帧</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Patch</source>
        <translation>遮挡块</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>Each patch is replaced by the clip&apos;s mean, and Float32 is asked again. Warm colours: hiding it makes the class less probable.</source>
        <translation>每个遮挡块以片段均值代替，再由 Float32 重新预测。暖色：遮住它会降低该类别的概率。</translation>
    </message>
    <message numerus="yes">
        <source> %Ln patch(es) took %1 s.</source>
        <translation>
            <numerusform>%Ln 个遮挡块用时 %1 s。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::PictureMenu</name>
    <message>
        <source>Writing %1</source>
        <translation>正在写入 %1</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 文档 (*.pdf)</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
</context>
<context>
    <name>scenelens::PlotNumbers</name>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message>
        <source>%1 s, peak %2, RMS %3</source>
        <translation>%1 s，峰值 %2，RMS %3</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>最高</translation>
    </message>
    <message numerus="yes">
        <source>A row stands for %Ln sample(s).</source>
        <translation>
            <numerusform>每行代表 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>In %1. A row is a frame, a column a mel band.</source>
        <translation>单位：%1。每行是一帧，每列是一个梅尔频带。</translation>
    </message>
    <message>
        <source>The newest %1 of %2 frames.</source>
        <translation>%2 帧中最新的 %1 帧。</translation>
    </message>
    <message>
        <source>strongest around %1 with %2 %3 on average</source>
        <translation>%1 附近最强，平均 %2 %3</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>%1 dBFS</source>
        <translation>%1 dBFS</translation>
    </message>
</context>
<context>
    <name>scenelens::PlotTableWindow</name>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>刷新(&amp;R)</translation>
    </message>
    <message>
        <source>Take the numbers of now (F5)</source>
        <translation>取当前的数值 (F5)</translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation>全部复制(&amp;C)</translation>
    </message>
    <message>
        <source>The whole table with headers, as spreadsheets take it</source>
        <translation>带表头的整个表格，可粘贴到电子表格</translation>
    </message>
    <message>
        <source>&amp;Save as CSV…</source>
        <translation>另存为 CSV(&amp;S)…</translation>
    </message>
    <message>
        <source>%1 as a table</source>
        <translation>%1：表格</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied</source>
        <translation>
            <numerusform>已复制 %Ln 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::PlotTeller</name>
    <message>
        <source>Show as table</source>
        <translation>以表格显示</translation>
    </message>
</context>
<context>
    <name>scenelens::PrecisionSummary</name>
    <message>
        <source>All tensors of %1
With BatchNorm folded the weights and biases alone are %2 bytes
Data: %3</source>
        <translation>%1 的全部张量
折叠 BatchNorm 后仅权重和偏置为 %2 字节
数据：%3</translation>
    </message>
    <message>
        <source>no engine: see the problems</source>
        <translation>没有引擎：见问题列表</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>无权重</translation>
    </message>
    <message numerus="yes">
        <source>Processor time of a clip, median of %Ln run(s)</source>
        <translation>
            <numerusform>每个片段的处理器时间，%Ln 次运行的中位数</numerusform>
        </translation>
    </message>
    <message>
        <source>Processor time of a clip is being measured</source>
        <translation>正在测量每个片段的处理器时间</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 weights in bytes</source>
        <translation>%1 权重的字节数</translation>
    </message>
</context>
<context>
    <name>scenelens::PredictionPanel</name>
    <message>
        <source>Untrained: predictions mean nothing</source>
        <translation>未训练：预测没有意义</translation>
    </message>
    <message>
        <source>Does Int8 change the decision</source>
        <translation>Int8 是否改变判决</translation>
    </message>
    <message>
        <source>Decision rule</source>
        <translation>判决规则</translation>
    </message>
    <message>
        <source>Ten-class head decides</source>
        <translation>由十类输出判决</translation>
    </message>
    <message>
        <source>Both heads decide (0.8 : 0.2)</source>
        <translation>由两个输出共同判决 (0.8 : 0.2)</translation>
    </message>
    <message>
        <source>The report combines the ten-class and the three-group outputs; the published code decides by the ten-class head alone.</source>
        <translation>技术报告结合十类输出与三组输出；公开代码仅由十类输出判决。</translation>
    </message>
    <message>
        <source>From the store</source>
        <translation>来自存储</translation>
    </message>
    <message>
        <source>Read from %1</source>
        <translation>读自 %1</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>Weights: %1
Data: %2</source>
        <translation>权重：%1
数据：%2</translation>
    </message>
    <message>
        <source>No weights were found</source>
        <translation>未找到权重</translation>
    </message>
    <message>
        <source>Untrained Int8 weights: what Int8 says means nothing</source>
        <translation>Int8 权重未训练：Int8 的结果没有意义</translation>
    </message>
    <message>
        <source>≠  Decision changes: %1 → %2</source>
        <translation>≠  判决改变：%1 → %2</translation>
    </message>
    <message>
        <source>=  Same decision: %1</source>
        <translation>=  判决相同：%1</translation>
    </message>
</context>
<context>
    <name>scenelens::PreviewPage</name>
    <message>
        <source>What to do to the clip</source>
        <translation>对片段做什么</translation>
    </message>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Channel of the network&apos;s input</source>
        <translation>网络输入的通道</translation>
    </message>
    <message>
        <source>log-Mel</source>
        <translation>对数梅尔</translation>
    </message>
    <message>
        <source>Delta</source>
        <translation>差分</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Hear after</source>
        <translation>听处理后</translation>
    </message>
    <message>
        <source>SpecAugment</source>
        <translation>SpecAugment</translation>
    </message>
    <message>
        <source>Spectrum correction</source>
        <translation>频谱校正</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>mixup</translation>
    </message>
    <message>
        <source>Equaliser</source>
        <translation>均衡器</translation>
    </message>
    <message>
        <source>Why this decision</source>
        <translation>判决依据</translation>
    </message>
    <message>
        <source>Hear second clip</source>
        <translation>听第二个片段</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Hear &amp;before or after</source>
        <translation>听处理前或处理后(&amp;B)</translation>
    </message>
    <message>
        <source>On the page Preview, while the clip plays</source>
        <translation>在“预览”页，播放片段时</translation>
    </message>
    <message>
        <source>Nothing on the page Preview can be heard</source>
        <translation>“预览”页上没有可听的声音</translation>
    </message>
    <message>
        <source>Open sound files, a folder or a data set,
or drop them here.</source>
        <translation>请打开声音文件、文件夹或数据集，
或拖放到这里。</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Hear the clip before or after, while it plays</source>
        <translation>播放时听处理前或处理后的片段</translation>
    </message>
    <message>
        <source>Wheel: zoom (Ctrl: in Hz) · drag: pan (Shift: loop) · %1: fit</source>
        <translation>滚轮：缩放（Ctrl：频率）· 拖动：平移（Shift：循环）· %1：适应</translation>
    </message>
    <message>
        <source>Play or pause (%1 outside of buttons)</source>
        <translation>播放或暂停（不在按钮上时按 %1）</translation>
    </message>
    <message>
        <source>Hear the clip before or after, while it plays (%1)</source>
        <translation>播放时听处理前或处理后的片段 (%1)</translation>
    </message>
</context>
<context>
    <name>scenelens::PreviewPlot</name>
    <message>
        <source>The clip before and after, and the difference</source>
        <translation>处理前后的片段及其差值</translation>
    </message>
    <message>
        <source>Hz</source>
        <translation>Hz</translation>
    </message>
    <message>
        <source>time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>σ</source>
        <translation>σ</translation>
    </message>
    <message>
        <source>points</source>
        <translation>百分点</translation>
    </message>
    <message>
        <source>The clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>处理前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处理后</translation>
    </message>
    <message>
        <source>What speaks for %1</source>
        <translation>支持%1的部分</translation>
    </message>
    <message>
        <source>After − before</source>
        <translation>处理后 − 处理前</translation>
    </message>
    <message>
        <source>%1 s   %2 Hz (band %3)   %4 %5</source>
        <translation>%1 s   %2 Hz（频带 %3）   %4 %5</translation>
    </message>
    <message>
        <source>%1: 0 everywhere</source>
        <translation>%1：处处为 0</translation>
    </message>
    <message>
        <source>%1: the largest value is %2 %3 at %4 s and %5 Hz</source>
        <translation>%1：最大值为 %2 %3，位于 %4 s、%5 Hz</translation>
    </message>
</context>
<context>
    <name>scenelens::PreviewResults</name>
    <message>
        <source>Does the decision of Float32 change</source>
        <translation>Float32 的判决是否改变</translation>
    </message>
    <message>
        <source>Does the decision of Int8 change</source>
        <translation>Int8 的判决是否改变</translation>
    </message>
    <message>
        <source>Precision of the probabilities</source>
        <translation>概率的精度</translation>
    </message>
    <message>
        <source>Float32</source>
        <translation>Float32</translation>
    </message>
    <message>
        <source>Int8</source>
        <translation>Int8</translation>
    </message>
    <message>
        <source>%1: no prediction</source>
        <translation>%1：无预测</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>≠  %1: %2 → %3</source>
        <translation>≠  %1：%2 → %3</translation>
    </message>
    <message>
        <source>=  %1: %2</source>
        <translation>=  %1：%2</translation>
    </message>
</context>
<context>
    <name>scenelens::ProbabilityChart</name>
    <message>
        <source>Class probabilities</source>
        <translation>类别概率</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>处理前</translation>
    </message>
    <message>
        <source>Float32</source>
        <translation>Float32</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处理后</translation>
    </message>
    <message>
        <source>Int8</source>
        <translation>Int8</translation>
    </message>
    <message>
        <source>%1, probability %2</source>
        <translation>%1，概率 %2</translation>
    </message>
    <message>
        <source>No prediction yet</source>
        <translation>尚无预测</translation>
    </message>
    <message>
        <source>Before: %1; after: %2</source>
        <translation>处理前：%1；处理后：%2</translation>
    </message>
    <message>
        <source>Float32 decides: %1; Int8 decides: %2</source>
        <translation>Float32 判为：%1；Int8 判为：%2</translation>
    </message>
    <message>
        <source>; decision changes</source>
        <translation>；判决改变</translation>
    </message>
    <message>
        <source>Decision: %1</source>
        <translation>判决：%1</translation>
    </message>
    <message>
        <source>; true class: %1</source>
        <translation>；真实类别：%1</translation>
    </message>
    <message>
        <source>Δ points</source>
        <translation>Δ 百分点</translation>
    </message>
    <message>
        <source>%1 (true class)</source>
        <translation>%1（真实类别）</translation>
    </message>
    <message>
        <source>%1: %2%3</source>
        <translation>%1：%2%3</translation>
    </message>
    <message>
        <source> · decision</source>
        <translation> · 判决</translation>
    </message>
    <message>
        <source>Difference: %1 percentage points</source>
        <translation>差值：%1 个百分点</translation>
    </message>
    <message>
        <source>Soft target: %1</source>
        <translation>软目标：%1</translation>
    </message>
    <message>
        <source>; not smoothed: %1</source>
        <translation>；未平滑：%1</translation>
    </message>
    <message>
        <source>%1, not smoothed: %2</source>
        <translation>%1，未平滑：%2</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>%1 (%)</source>
        <translation>%1 (%)</translation>
    </message>
    <message>
        <source>Difference (points)</source>
        <translation>差值（百分点）</translation>
    </message>
    <message>
        <source>Probability (%)</source>
        <translation>概率 (%)</translation>
    </message>
    <message>
        <source>Target (%)</source>
        <translation>目标 (%)</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
</context>
<context>
    <name>scenelens::ProblemPanel</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s)</source>
        <translation>
            <numerusform>%Ln 个问题</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RankPage</name>
    <message>
        <source>ranking</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Systems</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Systems to rank</source>
        <translation>参与排名的系统</translation>
    </message>
    <message>
        <source>Add &amp;table…</source>
        <translation>添加表格(&amp;T)…</translation>
    </message>
    <message>
        <source>A table with the columns of resources/published_systems.csv</source>
        <translation>列与 resources/published_systems.csv 相同的表格</translation>
    </message>
    <message>
        <source>Add a table of systems</source>
        <translation>添加系统表格</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>R = 0.5 · R&lt;sub&gt;ACC&lt;/sub&gt; + 0.25 · R&lt;sub&gt;MEM&lt;/sub&gt; + 0.25 · R&lt;sub&gt;MAC&lt;/sub&gt;</source>
        <translation>R = 0.5 · R&lt;sub&gt;ACC&lt;/sub&gt; + 0.25 · R&lt;sub&gt;MEM&lt;/sub&gt; + 0.25 · R&lt;sub&gt;MAC&lt;/sub&gt;</translation>
    </message>
    <message>
        <source>Ranks of equal numbers</source>
        <translation>并列数值的名次</translation>
    </message>
    <message>
        <source>Equal: 1, 2, 2, 4</source>
        <translation>并列：1, 2, 2, 4</translation>
    </message>
    <message>
        <source>Equal: 1, 2, 2, 3</source>
        <translation>并列：1, 2, 2, 3</translation>
    </message>
    <message>
        <source>Equal: 1, 2.5, 2.5, 4</source>
        <translation>并列：1, 2.5, 2.5, 4</translation>
    </message>
    <message>
        <source>Accuracy of published systems</source>
        <translation>已发表系统的准确率</translation>
    </message>
    <message>
        <source>Published: development</source>
        <translation>已发表：开发集</translation>
    </message>
    <message>
        <source>Published: evaluation</source>
        <translation>已发表：评测集</translation>
    </message>
    <message>
        <source>Which of a published system&apos;s accuracies counts; they are measured on different clips</source>
        <translation>采用已发表系统的哪个准确率；它们在不同的片段上测得</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>名次</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>R_ACC</source>
        <translation>R_ACC</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>R_MEM</source>
        <translation>R_MEM</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source>R_MAC</source>
        <translation>R_MAC</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>Accuracy of</source>
        <translation>准确率来源</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>出处</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Open runs</source>
        <translation>打开的运行</translation>
    </message>
    <message>
        <source>Report, Int8</source>
        <translation>报告，Int8</translation>
    </message>
    <message>
        <source>Report, Float32</source>
        <translation>报告，Float32</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发表</translation>
    </message>
    <message>
        <source>0.5·%1 + 0.25·%2 + 0.25·%3</source>
        <translation>0.5·%1 + 0.25·%2 + 0.25·%3</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>✕ %1</source>
        <translation>✕ %1</translation>
    </message>
    <message>
        <source>Tick systems on the left.</source>
        <translation>请在左侧勾选系统。</translation>
    </message>
    <message>
        <source>Lower is better. Careful: these accuracies were measured on different clips; see the column “Accuracy of”.</source>
        <translation>越低越好。注意：这些准确率在不同的片段上测得，见“准确率来源”列。</translation>
    </message>
    <message>
        <source>Lower is better; ranks are those among the ticked systems.</source>
        <translation>越低越好；名次仅在勾选的系统之间计算。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Not ranked: %1</source>
        <translation>未参与排名：%1</translation>
    </message>
</context>
<context>
    <name>scenelens::ReplaySource</name>
    <message>
        <source>Replaying</source>
        <translation>正在回放</translation>
    </message>
</context>
<context>
    <name>scenelens::ResultsPage</name>
    <message>
        <source>Confu&amp;sion</source>
        <translation>混淆矩阵(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Devices</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>C&amp;onfidence</source>
        <translation>置信度(&amp;O)</translation>
    </message>
    <message>
        <source>Select a clip.</source>
        <translation>请选择一个片段。</translation>
    </message>
    <message>
        <source> · second %1</source>
        <translation> · 第 %1 秒</translation>
    </message>
    <message>
        <source>unknown scene</source>
        <translation>未知场景</translation>
    </message>
    <message>
        <source>%1 → %2 %3</source>
        <translation>%1 → %2 %3</translation>
    </message>
    <message>
        <source>Kinds of results</source>
        <translation>结果种类</translation>
    </message>
</context>
<context>
    <name>scenelens::ResultsView</name>
    <message>
        <source> · regardless of %1</source>
        <translation> · 不计 %1</translation>
    </message>
    <message>
        <source>No clip matches the filter.</source>
        <translation>没有片段符合筛选条件。</translation>
    </message>
    <message>
        <source>The true scene of these clips is not known, so nothing can be judged. Open the root of a data set that has a meta.csv.</source>
        <translation>这些片段的真实场景未知，无从评判。请打开含有 meta.csv 的数据集根目录。</translation>
    </message>
    <message>
        <source>Open a data set (%1), or try the demo set in the File menu.</source>
        <translation>打开数据集 (%1)，或试试“文件”菜单中的演示集。</translation>
    </message>
    <message>
        <source>There is no model: no weights were found. The list of problems (%1) says why.</source>
        <translation>没有模型：未找到权重。问题列表 (%1) 说明了原因。</translation>
    </message>
    <message>
        <source>%1 has not predicted these clips yet. Evaluate all clips with %2.</source>
        <translation>%1 尚未预测这些片段。按 %2 评估全部片段。</translation>
    </message>
</context>
<context>
    <name>scenelens::RunActions</name>
    <message>
        <source>&amp;HTML report of this run…</source>
        <translation>此运行的 HTML 报告(&amp;H)…</translation>
    </message>
    <message>
        <source>A page for reading and printing about the clips that the filter shows</source>
        <translation>关于筛选所示片段的一页报告，可阅读和打印</translation>
    </message>
    <message>
        <source>&amp;DCASE submission of this run…</source>
        <translation>此运行的 DCASE 提交(&amp;D)…</translation>
    </message>
    <message>
        <source>output.csv and meta.yaml, checked by the official rules</source>
        <translation>output.csv 和 meta.yaml，按官方规则检查</translation>
    </message>
    <message>
        <source>&amp;Predictions as CSV…</source>
        <translation>预测导出为 CSV(&amp;P)…</translation>
    </message>
    <message>
        <source>All predictions in the DCASE output format</source>
        <translation>DCASE 输出格式的全部预测</translation>
    </message>
    <message>
        <source>HTML report</source>
        <translation>HTML 报告</translation>
    </message>
    <message>
        <source>HTML (*.html)</source>
        <translation>HTML (*.html)</translation>
    </message>
    <message>
        <source>Predictions as CSV</source>
        <translation>预测导出为 CSV</translation>
    </message>
    <message>
        <source>%1 output</source>
        <translation>%1 输出</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>The run has no predictions yet</source>
        <translation>该运行尚无预测</translation>
    </message>
</context>
<context>
    <name>scenelens::RunBoxes</name>
    <message>
        <source>no weights found</source>
        <translation>未找到权重</translation>
    </message>
    <message>
        <source>R&amp;un</source>
        <translation>运行(&amp;U)</translation>
    </message>
    <message>
        <source>The run that the pages show</source>
        <translation>各页面所示的运行</translation>
    </message>
    <message>
        <source>a&amp;gainst</source>
        <translation>对比(&amp;G)</translation>
    </message>
    <message>
        <source>The run it is compared with</source>
        <translation>用于对比的运行</translation>
    </message>
    <message>
        <source> · opened</source>
        <translation> · 已打开</translation>
    </message>
    <message>
        <source> · untrained</source>
        <translation> · 未训练</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>scenelens::RunExporter</name>
    <message>
        <source>Report on %1</source>
        <translation>%1 的报告</translation>
    </message>
    <message>
        <source>Wrote %1</source>
        <translation>已写入 %1</translation>
    </message>
    <message>
        <source>Submission %1</source>
        <translation>提交 %1</translation>
    </message>
    <message>
        <source>Wrote %1; no faults found</source>
        <translation>已写入 %1；未发现不合规之处</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %1; %Ln fault(s) are left</source>
        <translation>
            <numerusform>已写入 %1；还有 %Ln 处不合规</numerusform>
        </translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>正在写入 %1</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln prediction(s) to %1</source>
        <translation>
            <numerusform>已将 %Ln 个预测写入 %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RunImporter</name>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message numerus="yes">
        <source>Reading %Ln table(s)</source>
        <translation>
            <numerusform>正在读取 %Ln 个表格</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::RunsDialog</name>
    <message>
        <source>Stored runs</source>
        <translation>已存储的运行</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Clips chosen</source>
        <translation>选取的片段</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测数</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source> so far</source>
        <translation>（截至目前）</translation>
    </message>
    <message>
        <source>Nothing is stored of %1 yet. Runs &gt; Evaluate begins a run.</source>
        <translation>尚未存储 %1 的任何运行。用“运行 &gt; 评估”开始一个运行。</translation>
    </message>
    <message>
        <source>Runs over %1. The newest of today&apos;s weights are open already.</source>
        <translation>%1 上的运行。当前权重的最新运行已经打开。</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>删除运行</translation>
    </message>
    <message numerus="yes">
        <source>Delete %1 with its %Ln prediction(s) from the store?</source>
        <translation>
            <numerusform>要从存储中删除 %1 及其 %Ln 个预测吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>scenelens::ScatterView</name>
    <message numerus="yes">
        <source>%Ln clip(s)</source>
        <translation>
            <numerusform>%Ln 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>; current: %1</source>
        <translation>；当前：%1</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>The first %1 of %2 clips; filter to see others.</source>
        <translation>%2 个片段中的前 %1 个；筛选可看其他片段。</translation>
    </message>
</context>
<context>
    <name>scenelens::SettingsPage</name>
    <message>
        <source>Search settings and shortcuts</source>
        <translation>搜索设置和快捷键</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Nothing is called so.</source>
        <translation>没有匹配的设置。</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>主题(&amp;T)：</translation>
    </message>
    <message>
        <source>light dark colours</source>
        <translation>浅色 深色 颜色</translation>
    </message>
    <message>
        <source>Colour &amp;map:</source>
        <translation>配色(&amp;M)：</translation>
    </message>
    <message>
        <source>spectrogram log-Mel colours</source>
        <translation>频谱图 对数梅尔 log-Mel 颜色</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>下次启动后生效</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>English Chinese translation</source>
        <translation>英语 中文 翻译</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>all cores but one</source>
        <translation>除一个外的所有核心</translation>
    </message>
    <message>
        <source>How many threads evaluate; from the next evaluation on</source>
        <translation>用多少线程评估；下次评估起生效</translation>
    </message>
    <message>
        <source>&amp;Evaluate with:</source>
        <translation>评估使用(&amp;E)：</translation>
    </message>
    <message>
        <source>threads processors speed</source>
        <translation>线程 处理器 速度</translation>
    </message>
    <message>
        <source>Evaluate sets of up to %1 clips &amp;when opened</source>
        <translation>打开不超过 %1 个片段的数据集时自动评估(&amp;W)</translation>
    </message>
    <message>
        <source>evaluate automatically by itself opening</source>
        <translation>自动 评估 打开</translation>
    </message>
    <message>
        <source>Engine:</source>
        <translation>引擎：</translation>
    </message>
    <message>
        <source>native, %1</source>
        <translation>原生，%1</translation>
    </message>
    <message>
        <source>instruction set</source>
        <translation>指令集</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>nothing is kept</source>
        <translation>不保留任何内容</translation>
    </message>
    <message>
        <source>Runs and notes:</source>
        <translation>运行和备注：</translation>
    </message>
    <message>
        <source>store database folder sqlite</source>
        <translation>存储 数据库 文件夹 sqlite</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Size:</source>
        <translation>大小：</translation>
    </message>
    <message>
        <source>store disk reveal</source>
        <translation>存储 磁盘 显示</translation>
    </message>
    <message>
        <source>Forget what was &amp;opened</source>
        <translation>忘记打开过的内容(&amp;O)</translation>
    </message>
    <message>
        <source>Empties File ▸ Open recent; nothing is deleted</source>
        <translation>清空“文件 ▸ 最近打开”；不删除任何文件</translation>
    </message>
    <message>
        <source>recent paths history privacy</source>
        <translation>最近 路径 历史 隐私</translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <source>shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>scenelens::ShortcutEditor</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>&amp;No key</source>
        <translation>无按键(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Reset &amp;all</source>
        <translation>全部重置(&amp;A)</translation>
    </message>
    <message>
        <source>New &amp;key:</source>
        <translation>新按键(&amp;K)：</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
</context>
<context>
    <name>scenelens::ShortcutSheet</name>
    <message>
        <source>%1 (page Live)</source>
        <translation>%1（实时页）</translation>
    </message>
    <message>
        <source>%1 (page Preview)</source>
        <translation>%1（预览页）</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Keys can be changed in the settings (%1). %2 finds any action.</source>
        <translation>可在设置 (%1) 中更改按键。%2 可查找任何操作。</translation>
    </message>
</context>
<context>
    <name>scenelens::SoundDesk</name>
    <message>
        <source>Play or pa&amp;use</source>
        <translation>播放或暂停(&amp;U)</translation>
    </message>
    <message>
        <source>There is no clip to be heard</source>
        <translation>没有可听的片段</translation>
    </message>
</context>
<context>
    <name>scenelens::SpecAugmentControls</name>
    <message>
        <source>Stripes</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>Widest</source>
        <translation>最宽</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>频带</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Warp</source>
        <translation>扭曲</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Stripes over mel bands</source>
        <translation>梅尔频带上的条带数</translation>
    </message>
    <message>
        <source>Widest stripe over mel bands</source>
        <translation>梅尔频带上的最宽条带</translation>
    </message>
    <message>
        <source>Stripes over frames</source>
        <translation>帧上的条带数</translation>
    </message>
    <message>
        <source>Widest stripe over frames</source>
        <translation>帧上的最宽条带</translation>
    </message>
    <message>
        <source>Largest time warp in frames</source>
        <translation>最大时间扭曲（帧）</translation>
    </message>
    <message>
        <source>Whether the widest stripe is ever drawn</source>
        <translation>是否会抽到最宽的条带</translation>
    </message>
    <message>
        <source>below widest</source>
        <translation>小于最宽</translation>
    </message>
    <message>
        <source>up to widest</source>
        <translation>至多最宽</translation>
    </message>
    <message>
        <source>The published code draws widths below the widest; the report&apos;s words include it.</source>
        <translation>公开代码抽取的宽度小于最宽；报告的文字则包括最宽。</translation>
    </message>
    <message>
        <source>Re-&amp;roll</source>
        <translation>重新抽取(&amp;R)</translation>
    </message>
    <message>
        <source>Draw other stripes with the next seed</source>
        <translation>用下一个种子抽取其他条带</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>bands</source>
        <translation>频带</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Warp: frame %1 moves to %2. Drag stripes, or edit them here.</source>
        <translation>扭曲：第 %1 帧移到第 %2 帧。可拖动条带，或在此编辑。</translation>
    </message>
    <message>
        <source>Drag stripes, or edit them here.</source>
        <translation>可拖动条带，或在此编辑。</translation>
    </message>
</context>
<context>
    <name>scenelens::SpectraPlot</name>
    <message>
        <source>Mean spectra of the devices and the difference</source>
        <translation>各设备的平均频谱及其差值</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>Δ dB</source>
        <translation>Δ dB</translation>
    </message>
    <message>
        <source>Hz</source>
        <translation>Hz</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>所有其他</translation>
    </message>
    <message>
        <source>No device is measured yet</source>
        <translation>尚未测量任何设备</translation>
    </message>
    <message numerus="yes">
        <source>Mean spectra of %Ln device(s), %1 clips measured</source>
        <translation>
            <numerusform>%Ln 个设备的平均频谱，测量了 %1 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>; %1: the largest difference is %2 dB at %3 Hz</source>
        <translation>；%1：最大差值为 %2 dB，位于 %3 Hz</translation>
    </message>
    <message>
        <source>Frequency (Hz)</source>
        <translation>频率 (Hz)</translation>
    </message>
    <message>
        <source>%1 (dB)</source>
        <translation>%1 (dB)</translation>
    </message>
    <message>
        <source>Difference (dB)</source>
        <translation>差值 (dB)</translation>
    </message>
</context>
<context>
    <name>scenelens::SpectraRunner</name>
    <message>
        <source>Measuring devices</source>
        <translation>正在测量设备</translation>
    </message>
</context>
<context>
    <name>scenelens::SubmissionDialog</name>
    <message>
        <source>DCASE submission</source>
        <translation>DCASE 提交</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>提交标签(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>task1/LABEL/ is made in it</source>
        <translation>将在其中建立 task1/LABEL/</translation>
    </message>
    <message>
        <source>&amp;meta.yaml</source>
        <translation>&amp;meta.yaml</translation>
    </message>
    <message>
        <source>optional: its words are kept, the figures replaced</source>
        <translation>可选：保留其中文字，替换数字</translation>
    </message>
    <message>
        <source>Write and check</source>
        <translation>写入并检查</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>YAML (*.yaml *.yml)</source>
        <translation>YAML (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>A label is Lastname_Institute_task1_N with N from 1 to 4.</source>
        <translation>标签形如 Lastname_Institute_task1_N，N 为 1 到 4。</translation>
    </message>
    <message>
        <source>Choose a folder that exists.</source>
        <translation>请选择已存在的文件夹。</translation>
    </message>
    <message>
        <source>There is no such meta.yaml.</source>
        <translation>没有这个 meta.yaml。</translation>
    </message>
    <message>
        <source>What the official validator would refuse is listed afterwards.</source>
        <translation>写入后列出官方校验器会拒绝之处。</translation>
    </message>
</context>
<context>
    <name>scenelens::TableMenu</name>
    <message>
        <source>Save as CSV</source>
        <translation>另存为 CSV</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy with headers</source>
        <translation>连同表头复制</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
</context>
<context>
    <name>scenelens::UndoHistory</name>
    <message>
        <source>filter %1</source>
        <translation>筛选 %1</translation>
    </message>
    <message>
        <source>clearing the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>removing %1</source>
        <translation>移除 %1</translation>
    </message>
    <message numerus="yes">
        <source>tag ‘%1’ on %Ln clip(s)</source>
        <translation>
            <numerusform>给 %Ln 个片段加标签“%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>removing tag ‘%1’ from %Ln clip(s)</source>
        <translation>
            <numerusform>从 %Ln 个片段移除标签“%1”</numerusform>
        </translation>
    </message>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
    <message numerus="yes">
        <source>notes on %Ln clip(s)</source>
        <translation>
            <numerusform>%Ln 个片段的备注</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>scenelens::WhatIf</name>
    <message>
        <source>over %1 bytes</source>
        <translation>超过 %1 字节</translation>
    </message>
    <message>
        <source>over %1 M MACs</source>
        <translation>超过 %1 M MACs</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 与 %2</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MACs</translation>
    </message>
    <message>
        <source> M</source>
        <translation> M</translation>
    </message>
    <message>
        <source>what if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>would be in place %1 of %2: R = 0.5·%3 + 0.25·%4 + 0.25·%5 = %6</source>
        <translation>将排在 %2 个中的第 %1 名：R = 0.5·%3 + 0.25·%4 + 0.25·%5 = %6</translation>
    </message>
    <message>
        <source>. ✕ Not allowed: %1</source>
        <translation>。✕ 不允许：%1</translation>
    </message>
</context>
<context>
    <name>scenelens::WorkspaceKeeper</name>
    <message>
        <source>Workspaces (*.scenelens)</source>
        <translation>工作区 (*.scenelens)</translation>
    </message>
    <message>
        <source>&amp;New workspace</source>
        <translation>新建工作区(&amp;N)</translation>
    </message>
    <message>
        <source>No data set, no filter, no file</source>
        <translation>没有数据集、筛选和文件</translation>
    </message>
    <message>
        <source>Open &amp;workspace…</source>
        <translation>打开工作区(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Save workspace</source>
        <translation>保存工作区(&amp;S)</translation>
    </message>
    <message>
        <source>Data set, runs, filter, notes and what is chosen, as one small file</source>
        <translation>把数据集、运行、筛选、备注和各种选择存为一个小文件</translation>
    </message>
    <message>
        <source>Save workspace &amp;as…</source>
        <translation>工作区另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>The last change of the filter, of notes or tags</source>
        <translation>对筛选、备注或标签的最后一次改动</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>撤销(&amp;U) %1</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>重做(&amp;R) %1</translation>
    </message>
    <message>
        <source>Nothing was changed yet</source>
        <translation>还没有改动</translation>
    </message>
    <message>
        <source>Nothing was undone</source>
        <translation>没有撤销过</translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation>打开工作区</translation>
    </message>
    <message>
        <source>Save the changes to ‘%1’ before opening another workspace?</source>
        <translation>打开另一个工作区之前，要保存对“%1”的改动吗？</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>Taken up where you were</source>
        <translation>已恢复到先前的状态</translation>
    </message>
    <message>
        <source>Save the changes to ‘%1’ before starting anew?</source>
        <translation>重新开始之前，要保存对“%1”的改动吗？</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 及另外 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>The data set is not at %1 any more.</source>
        <translation>数据集已不在 %1。</translation>
    </message>
    <message>
        <source>The data set cannot be opened: %1</source>
        <translation>无法打开数据集：%1</translation>
    </message>
    <message>
        <source>%1 Runs, notes and the current clip wait for it.</source>
        <translation>%1 运行、备注和当前片段都为它保留着。</translation>
    </message>
    <message>
        <source>&amp;Locate…</source>
        <translation>定位(&amp;L)…</translation>
    </message>
    <message>
        <source>Open &amp;without</source>
        <translation>不带它打开(&amp;W)</translation>
    </message>
    <message>
        <source>Where is %1 now?</source>
        <translation>%1 现在在哪里？</translation>
    </message>
    <message>
        <source>Save workspace</source>
        <translation>保存工作区</translation>
    </message>
    <message>
        <source>Saving %1</source>
        <translation>正在保存 %1</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>未保存：%1</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>重试(&amp;A)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Not saved: %1 was changed by another program since it was opened.</source>
        <translation>未保存：%1 打开之后被另一个程序改动过。</translation>
    </message>
    <message>
        <source>&amp;Overwrite</source>
        <translation>覆盖(&amp;O)</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的改动</translation>
    </message>
    <message>
        <source>Save the changes to ‘%1’ before closing?</source>
        <translation>关闭之前，要保存对“%1”的改动吗？</translation>
    </message>
    <message>
        <source>SceneLens did not close properly on %1. Take up where you were?</source>
        <translation>SceneLens 于 %1 没有正常关闭。要恢复到先前的状态吗？</translation>
    </message>
    <message>
        <source>&amp;Reopen</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>丢弃(&amp;D)</translation>
    </message>
    <message>
        <source>Taking up where you were</source>
        <translation>正在恢复先前的状态</translation>
    </message>
</context>
<context>
    <name>scenelens::WorkspaceOpener</name>
    <message>
        <source>Opening the workspace</source>
        <translation>正在打开工作区</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
</context>
</TS>
