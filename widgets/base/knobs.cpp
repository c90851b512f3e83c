// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/knobs.h"

#include "widgets/base/qt_text.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QWidget>

#include <cmath>
#include <optional>

namespace scenelens {

namespace {

/// The runs that are compared are the workspace's; so is what belongs to one clip.
bool isForeign(const QWidget& widget) {
  const QString name = widget.objectName();
  if (name.isEmpty() || name.startsWith(u"qt_")) return true;
  if (name == u"runA" || name == u"runB" || name == u"decisionRule") return true;
  for (const QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget()) {
    if (parent->inherits("scenelens::FilterBar") || parent->inherits("scenelens::NoteEditor")) {
      return true;
    }
  }
  return false;
}

template <typename Widget, typename Use>
bool useAs(QWidget* widget, const Use& use) {
  auto* typed = qobject_cast<Widget*>(widget);
  if (typed) use(*typed);
  return typed;
}

int wholeOf(const StateValue& value, int low, int high, int fallback) {
  const auto* number = std::get_if<double>(&value);
  if (!number || !(*number >= low && *number <= high)) return fallback;
  return int(std::lround(*number));
}

std::optional<StateValue> knobOf(QWidget* widget) {
  std::optional<StateValue> value;
  static_cast<void>(
      useAs<QSpinBox>(widget, [&](QSpinBox& box) { value = double(box.value()); }) ||
      useAs<QDoubleSpinBox>(widget, [&](QDoubleSpinBox& box) { value = box.value(); }) ||
      useAs<QComboBox>(widget, [&](QComboBox& box) { value = double(box.currentIndex()); }) ||
      useAs<QSlider>(widget, [&](QSlider& slider) { value = double(slider.value()); }) ||
      useAs<QTabWidget>(widget, [&](QTabWidget& tabs) { value = double(tabs.currentIndex()); }) ||
      useAs<QTabBar>(widget, [&](QTabBar& tabs) { value = double(tabs.currentIndex()); }) ||
      useAs<QLineEdit>(widget, [&](QLineEdit& line) { value = line.text().toStdString(); }) ||
      useAs<QAbstractButton>(widget, [&](QAbstractButton& button) {
        if (button.isCheckable()) value = button.isChecked();
      }));
  return value;
}

void setKnob(QWidget* widget, const StateValue& value) {
  const auto among = [&value](auto& box) {
    box.setCurrentIndex(wholeOf(value, 0, box.count() - 1, box.currentIndex()));
  };
  static_cast<void>(
      useAs<QSpinBox>(widget,
                      [&](QSpinBox& box) {
                        box.setValue(wholeOf(value, box.minimum(), box.maximum(), box.value()));
                      }) ||
      useAs<QDoubleSpinBox>(widget,
                            [&](QDoubleSpinBox& box) {
                              if (const auto* number = std::get_if<double>(&value)) {
                                box.setValue(*number);
                              }
                            }) ||
      useAs<QComboBox>(widget, among) ||
      useAs<QSlider>(widget,
                     [&](QSlider& slider) {
                       slider.setValue(
                           wholeOf(value, slider.minimum(), slider.maximum(), slider.value()));
                     }) ||
      useAs<QTabWidget>(widget, among) || useAs<QTabBar>(widget, among) ||
      useAs<QLineEdit>(widget,
                       [&](QLineEdit& line) {
                         const auto* text = std::get_if<std::string>(&value);
                         if (text) line.setText(toQString(*text));
                       }) ||
      useAs<QAbstractButton>(widget, [&](QAbstractButton& button) {
        const auto* on = std::get_if<bool>(&value);
        if (on && button.isCheckable()) button.setChecked(*on);
      }));
}

}  // namespace

StateValues knobsOf(const QWidget& root) {
  StateValues values;
  for (auto* widget : root.findChildren<QWidget*>()) {
    if (isForeign(*widget)) continue;
    if (const auto value = knobOf(widget)) values[widget->objectName().toStdString()] = *value;
  }
  return values;
}

void setKnobs(const QWidget& root, const StateValues& values) {
  for (auto* widget : root.findChildren<QWidget*>()) {
    if (isForeign(*widget)) continue;
    const auto found = values.find(widget->objectName().toStdString());
    if (found != values.end()) setKnob(widget, found->second);
  }
}

}  // namespace scenelens
