#include "core/isf/size_expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/isf/size_functions.h"

namespace reprise::isf {
namespace {

// One step of a stack machine: a flat list cannot recurse, however long the text is.
struct Step {
  enum class Kind { kNumber, kVariable, kUnary, kBinary } kind = Kind::kNumber;
  double number = 0;
  std::string variable;
  Unary unary = nullptr;
  Binary binary = nullptr;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Recursive descent; every level of nesting passes through unary(), which counts the depth.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<Step>> run() {
    TRY(sum());
    if (peek() != '\0') {
      return fail(error("unexpected '" + std::string(1, peek()) + "'"));
    }
    return std::move(steps_);
  }

 private:
  static constexpr int kMaxDepth = 64;

  Status sum() {
    TRY(product());
    for (char c = peek(); c == '+' || c == '-'; c = peek()) {
      ++at_;
      TRY(product());
      emit(c == '+' ? add : subtract);
    }
    return {};
  }

  Status product() {
    TRY(unary());
    for (char c = peek(); c == '*' || c == '/' || c == '%'; c = peek()) {
      ++at_;
      TRY(unary());
      emit(c == '*' ? multiply : c == '/' ? divide : modulo);
    }
    return {};
  }

  Status unary() {
    if (++depth_ > kMaxDepth) {
      return fail(error("nested deeper than " + std::to_string(kMaxDepth)));
    }
    const char sign = peek();
    if (sign == '-' || sign == '+') {
      ++at_;
      TRY(unary());
      if (sign == '-') {
        emit(negate);
      }
    } else {
      TRY(power_of_primary());
    }
    --depth_;
    return {};
  }

  Status power_of_primary() {
    TRY(primary());
    if (peek() == '^') {
      ++at_;
      TRY(unary());
      emit(power);
    }
    return {};
  }

  Status primary() {
    const char c = peek();
    if (is_digit(c) || c == '.') {
      return number();
    }
    if (c == '(') {
      ++at_;
      TRY(sum());
      return expect(')');
    }
    if (c == '$' || is_name_char(c)) {
      return named();
    }
    return fail(error(c == '\0' ? "the expression ends too early"
                                : "unexpected '" + std::string(1, c) + "'"));
  }

  Status number() {
    double value = 0;
    const auto [end, code] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (code != std::errc()) {
      return fail(error("not a number"));
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    if (at_ < text_.size() && text_[at_] == 'f') {
      ++at_;  // GLSL's suffix
    }
    Step step;
    step.number = value;
    steps_.push_back(std::move(step));
    return {};
  }

  Status named() {
    const bool dollar = text_[at_] == '$';
    at_ += dollar ? 1 : 0;
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) {
      ++at_;
    }
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty()) {
      return fail(error("'$' without a name"));
    }
    if (!dollar && peek() == '(') {
      return call(name);
    }
    Step step;
    step.kind = Step::Kind::kVariable;
    step.variable = name;
    steps_.push_back(std::move(step));
    return {};
  }

  Status call(std::string_view name) {
    const UnaryFunction* one = find_unary(name);
    const BinaryFunction* two = find_binary(name);
    if (one == nullptr && two == nullptr) {
      return fail(error("unknown function '" + std::string(name) + "'"));
    }
    ++at_;
    TRY(sum());
    if (one != nullptr) {
      emit(one->apply);
      return expect(')');
    }
    int count = 1;
    for (; peek() == ','; ++count) {
      ++at_;
      TRY(sum());
      emit(two->apply);
    }
    if (count != 2 && !two->chains) {
      return fail(error(std::string(name) + " takes two arguments"));
    }
    return expect(')');
  }

  Status expect(char c) {
    if (peek() != c) {
      return fail(error("expected '" + std::string(1, c) + "'"));
    }
    ++at_;
    return {};
  }

  // The next character that is no space, or NUL at the end.
  char peek() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) {
      ++at_;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void emit(Unary function) {
    Step step;
    step.kind = Step::Kind::kUnary;
    step.unary = function;
    steps_.push_back(std::move(step));
  }
  void emit(Binary function) {
    Step step;
    step.kind = Step::Kind::kBinary;
    step.binary = function;
    steps_.push_back(std::move(step));
  }

  [[nodiscard]] Error error(const std::string& what) const {
    return Error{ErrorCode::kInvalid, "column " + std::to_string(at_ + 1) + ": " + what};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<Step> steps_;
};

class Stack {
 public:
  // Every step pushes at most one value. The lowest place is never used by a valid list.
  explicit Stack(std::size_t steps) : values_(steps + 1) {}

  void apply(const Step& step, const std::function<double(std::string_view)>& lookup) {
    switch (step.kind) {
      case Step::Kind::kNumber:
        values_[++top_] = step.number;
        break;
      case Step::Kind::kVariable:
        values_[++top_] = lookup(step.variable);
        break;
      case Step::Kind::kUnary:
        values_[top_] = step.unary(values_[top_]);
        break;
      case Step::Kind::kBinary:
        --top_;
        values_[top_] = step.binary(values_[top_], values_[top_ + 1]);
        break;
    }
  }
  [[nodiscard]] double top() const { return values_[top_]; }

 private:
  std::vector<double> values_;
  std::size_t top_ = 0;
};

}  // namespace

struct SizeExpression::Node {
  std::vector<Step> steps;
};

Result<SizeExpression> SizeExpression::parse(std::string_view text) {
  TRY_ASSIGN(std::vector<Step> steps, Parser(text).run());
  return SizeExpression(std::make_shared<const Node>(Node{std::move(steps)}));
}

int SizeExpression::evaluate(const std::function<double(std::string_view)>& lookup,
                             int limit) const {
  Stack stack(root_->steps.size());
  for (const Step& step : root_->steps) {
    stack.apply(step, lookup);
  }
  // An input of 0.7 is 0.699999988 as a float: a thousandth of a pixel is forgiven.
  const double value = std::floor(stack.top() + 1e-3);
  if (!(value >= 1) || std::isinf(value)) {
    return 1;
  }
  return value < limit ? static_cast<int>(value) : std::max(limit, 1);
}

}  // namespace reprise::isf
