// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/before_after.h"

#include <utility>

namespace scenelens {

Result<BeforeAfter> predictBoth(Classifier& classifier, const FeatureMap& before,
                                const FeatureMap& after, double mixingRate) {
  auto first = classifier.predict(before.features, mixingRate);
  if (!first) return fail(std::move(first.error()));
  auto second = classifier.predict(after.features, mixingRate);
  if (!second) return fail(std::move(second.error()));
  return BeforeAfter{*first, *second};
}

}  // namespace scenelens
