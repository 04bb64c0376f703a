// The arithmetic of ISF pass sizes: "$WIDTH / 16.0", "floor($HEIGHT * $scale)", "max($WIDTH, 64)".
// Evaluated every frame. + - * / % ^, parentheses, min max pow mod, floor ceil round trunc fract
// abs sqrt sin cos tan asin acos atan exp log log2 log10; a name without $ is a variable too.
// Immutable; any thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/error.h"

namespace reprise::isf {

class SizeExpression {
 public:
  // kInvalid with the column when the text cannot be parsed. Depth is limited to 64.
  static Result<SizeExpression> parse(std::string_view text);

  // `lookup` gives the value of a variable (without $); unknown ones count as 0.
  // The result is floored (a thousandth of a pixel under an integer counts as that integer, for
  // values that went through a float) and clamped to [1, limit]; NaN and infinity give 1.
  [[nodiscard]] int evaluate(const std::function<double(std::string_view)>& lookup,
                             int limit) const;

  struct Node;

 private:
  explicit SizeExpression(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  std::shared_ptr<const Node> root_;
};

}  // namespace reprise::isf
