// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/html_figures.h"
#include "core/eval/html_report.h"
#include "run_figures_fixture.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace scenelens;

namespace {

HtmlReport made() {
  const auto fixture = readRunFigures();
  HtmlReport report;
  report.info.name = "Model1 · Int8";
  report.info.dataset = "made";
  report.info.precision = "int8";
  report.info.parameters = 45'164;
  report.figures = figuresOf(fixture.dataset, fixture.runs[0], DecisionRule::TenClass,
                             fixture.clips, {.resamples = 50}, JobControl());
  report.made = "2023-05-21T10:00:00Z";
  report.version = "1.2.3";
  return report;
}

/// As XML: the page closes what it opens, apart from the doctype and the head's meta elements.
QString problemOf(QString html) {
  html.remove(QStringLiteral("<!DOCTYPE html>"));
  html.replace(QRegularExpression(QStringLiteral("<meta([^>]*)>")), QStringLiteral("<meta\\1/>"));
  QXmlStreamReader reader(html);
  while (!reader.atEnd()) reader.readNext();
  return reader.hasError()
             ? QStringLiteral("line %1: %2").arg(reader.lineNumber()).arg(reader.errorString())
             : QString();
}

}  // namespace

class TestHtmlReport final : public QObject {
  Q_OBJECT

 private slots:
  void thePageIsWellFormedAndAlone() {
    const QString html = QString::fromStdString(htmlReport(made()));
    QCOMPARE(problemOf(html), QString());
    for (const char* word : {"<script", "src=", "href=", "url(", "@import", "http://", "https://"})
      QVERIFY2(!html.contains(QLatin1String(word)), word);
    QVERIFY(html.contains(QStringLiteral("default-src 'none'")));
    QCOMPARE(html.count(QStringLiteral("<svg ")), 2);
    QVERIFY(!html.contains(QStringLiteral(">nan")) && !html.contains(QStringLiteral("\"nan")));
  }

  void numbersStandWithWhereTheyComeFrom() {
    const HtmlReport report = made();
    const QString html = QString::fromStdString(htmlReport(report));
    const auto& all = report.figures.parts.overall;
    QCOMPARE(all.correct, std::size_t{73});
    QVERIFY(html.contains(QStringLiteral("<td>62.93 %</td>")));  // 73 of 116
    QVERIFY(html.contains(QStringLiteral("<td>%1</td>").arg(all.logLoss, 0, 'f', 4)));
    const auto& interval = report.figures.intervals.overall.accuracy;
    QVERIFY(html.contains(QStringLiteral("<td>%1 – %2</td>")
                              .arg(100 * interval.low, 0, 'f', 2)
                              .arg(100 * interval.high, 0, 'f', 2)));
    for (const char* words : {"Model1 · Int8", ">made<", ">int8<", ">45,164<", "116 with truth",
                              "2023-05-21T10:00:00Z, SceneLens 1.2.3", "50 resamples", "40 in all"})
      QVERIFY2(html.contains(QString::fromUtf8(words)), words);
    QVERIFY(html.contains(QStringLiteral("<td>Engine</td><td><span class=\"soft\">unknown")));
  }

  void groupsOfDevicesHaveIntervalsToo() {
    const HtmlReport report = made();
    const QString html = QString::fromStdString(htmlReport(report));
    int known = 0;
    for (const auto& group : report.figures.intervals.groups) {
      if (!group.accuracy.isKnown()) continue;  // a single recording
      ++known;
      const auto row = html.indexOf(QString::fromStdString("<tr><td>" + group.name + " devices<"));
      QVERIFY(row >= 0);
      const QString line = html.mid(row, html.indexOf(u'\n', row) - row);
      const QString interval = QStringLiteral("<td>%1 – %2</td>")
                                   .arg(100 * group.accuracy.low, 0, 'f', 2)
                                   .arg(100 * group.accuracy.high, 0, 'f', 2);
      QVERIFY2(line.contains(interval), qPrintable(line));
    }
    QVERIFY(known >= 2);
  }

  void foreignTextsAreEscaped() {
    HtmlReport report = made();
    report.info.name = "<script>alert('x')</script>";
    report.info.dataset = "a & b \"c\"";
    report.info.note = std::string("</p><img src=x>\x01\xFF");
    report.figures.parts.devices[0].all.name = "<b>";
    const QString html = QString::fromStdString(htmlReport(report));
    QCOMPARE(problemOf(html), QString());
    QVERIFY(!html.contains(QStringLiteral("<script")) && !html.contains(QStringLiteral("<img")));
    QVERIFY(html.contains(QStringLiteral("&lt;script&gt;alert(&#39;x&#39;)")));
    QVERIFY(html.contains(QStringLiteral("a &amp; b &quot;c&quot;")));
    QVERIFY(html.contains(QStringLiteral("&lt;img src=x&gt;??")));
    QVERIFY(html.contains(QStringLiteral("<td>&lt;b&gt;</td>")));
  }

  void warningsStandAtTheTop() {
    HtmlReport report = made();
    QVERIFY(htmlReport(report).find("class=\"note\"") == std::string::npos);
    report.synthetic = true;
    report.info.note = "Not a TAU result";
    const std::string html = htmlReport(report);
    QVERIFY(html.find("The clips are synthetic") < html.find("<table"));
    QVERIFY(html.find("Not a TAU result") < html.find("<table"));
  }

  void aRunWithoutJudgedClipsSaysSo() {
    HtmlReport report;
    report.info.name = "empty";
    const QString html = QString::fromStdString(htmlReport(report));
    QCOMPARE(problemOf(html), QString());
    QVERIFY(html.contains(QStringLiteral("there are no figures")));
    QVERIFY(!html.contains(QStringLiteral("0.00 %")));
  }

  void aPageThatCannotBeWrittenIsAnErrorThatNamesIt() {
    const auto written = writeHtmlReport("/proc/report.html", made());
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().file, std::filesystem::path("/proc/report.html"));
  }
};

QTEST_GUILESS_MAIN(TestHtmlReport)
#include "tst_html_report.moc"
