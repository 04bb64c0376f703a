// What size expressions compute with: operators and named functions. Pure functions; any thread.
#pragma once

#include <string_view>

namespace reprise::isf {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

double add(double a, double b);
double subtract(double a, double b);
double multiply(double a, double b);
double divide(double a, double b);
double negate(double a);
double modulo(double a, double b);  // as in GLSL: the result has the sign of b
double power(double a, double b);

struct UnaryFunction {
  std::string_view name;
  Unary apply;
};

// With `chains`, more than two arguments are taken from the left: max(a, b, c).
struct BinaryFunction {
  std::string_view name;
  Binary apply;
  bool chains;
};

// Null when there is none of that name.
const UnaryFunction* find_unary(std::string_view name);
const BinaryFunction* find_binary(std::string_view name);

}  // namespace reprise::isf
