// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/embedding.h"
#include "core/eval/principal_plane.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace scenelens;

/// Against scikit-learn (tests/data/make_principal_plane.py).
class TestPrincipalPlane final : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QFile file(QStringLiteral(SCENELENS_TEST_DATA "/principal_plane.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_reference = QJsonDocument::fromJson(file.readAll()).object();
    m_embeddings.width = std::size_t(m_reference[QStringLiteral("width")].toInt());
    for (const auto& value : m_reference[QStringLiteral("rows")].toArray())
      m_embeddings.values.push_back(float(value.toDouble()));
    const std::size_t rows = m_embeddings.values.size() / m_embeddings.width;
    QCOMPARE(rows, std::size_t{60});
    for (std::size_t row = 0; row < rows; ++row) {
      m_embeddings.clips.push_back(std::uint32_t(row));
      double sum = 0.0;
      for (const float value : m_embeddings.of(row)) sum += double(value) * double(value);
      m_embeddings.lengths.push_back(float(std::sqrt(sum)));
    }
  }

  void equalsScikitLearn() {
    const auto plane = principalPlane(m_embeddings.values, m_embeddings.width, JobControl());
    const auto points = m_reference[QStringLiteral("points")].toArray();
    QCOMPARE(int(plane.points.size()), int(points.size()));
    for (int row = 0; row < points.size(); ++row) {
      for (int axis = 0; axis < 2; ++axis) {
        // The points are single precision.
        const double expected = points[row].toArray()[axis].toDouble();
        const double found = double(plane.points[std::size_t(row)][std::size_t(axis)]);
        QVERIFY2(std::abs(found - expected) < 2e-6 * std::max(1.0, std::abs(expected)),
                 qPrintable(QString::number(found - expected)));
      }
    }
    for (int axis = 0; axis < 2; ++axis) {
      const double expected = m_reference[QStringLiteral("explained")].toArray()[axis].toDouble();
      QVERIFY(std::abs(plane.explained[std::size_t(axis)] - expected) < 1e-9);
    }
  }

  void neighboursEqualScikitLearn() {
    const auto row = std::size_t(m_reference[QStringLiteral("query")].toInt());
    const auto expected = m_reference[QStringLiteral("neighbours")].toArray();
    const auto cosines = m_reference[QStringLiteral("cosines")].toArray();
    const auto found = mostSimilar(m_embeddings, row, std::size_t(expected.size()));
    QCOMPARE(int(found.size()), int(expected.size()));
    for (int i = 0; i < expected.size(); ++i) {
      QCOMPARE(int(found[std::size_t(i)].clip), expected[i].toInt());
      QVERIFY(std::abs(double(found[std::size_t(i)].similarity) - cosines[i].toDouble()) < 1e-6);
    }
    QCOMPARE(mostSimilar(m_embeddings, row, 1000).size(), std::size_t{59});
  }

  void tooFewRowsHaveNoPlane() {
    const std::vector<float> one{1.0F, 2.0F, 3.0F};
    QVERIFY(principalPlane(one, 3, JobControl()).points.empty());
    QVERIFY(principalPlane({}, 3, JobControl()).points.empty());
    JobControl cancelled;
    cancelled.cancel();
    QVERIFY(principalPlane(m_embeddings.values, 7, cancelled).points.empty());
  }

 private:
  QJsonObject m_reference;
  Embeddings m_embeddings;
};

QTEST_APPLESS_MAIN(TestPrincipalPlane)
#include "tst_principal_plane.moc"
