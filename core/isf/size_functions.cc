#include "core/isf/size_functions.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprise::isf {
namespace {

double smaller(double a, double b) {
  return std::min(a, b);
}
double larger(double a, double b) {
  return std::max(a, b);
}

constexpr std::array kUnaryFunctions = {
    UnaryFunction{"floor", [](double a) { return std::floor(a); }},
    UnaryFunction{"ceil", [](double a) { return std::ceil(a); }},
    UnaryFunction{"round", [](double a) { return std::round(a); }},
    UnaryFunction{"trunc", [](double a) { return std::trunc(a); }},
    UnaryFunction{"fract", [](double a) { return a - std::floor(a); }},
    UnaryFunction{"frac", [](double a) { return a - std::trunc(a); }},
    UnaryFunction{"abs", [](double a) { return std::fabs(a); }},
    UnaryFunction{"sqrt", [](double a) { return std::sqrt(a); }},
    UnaryFunction{"sin", [](double a) { return std::sin(a); }},
    UnaryFunction{"cos", [](double a) { return std::cos(a); }},
    UnaryFunction{"tan", [](double a) { return std::tan(a); }},
    UnaryFunction{"asin", [](double a) { return std::asin(a); }},
    UnaryFunction{"acos", [](double a) { return std::acos(a); }},
    UnaryFunction{"atan", [](double a) { return std::atan(a); }},
    UnaryFunction{"exp", [](double a) { return std::exp(a); }},
    UnaryFunction{"log", [](double a) { return std::log(a); }},
    UnaryFunction{"log2", [](double a) { return std::log2(a); }},
    UnaryFunction{"log10", [](double a) { return std::log10(a); }},
};

constexpr std::array kBinaryFunctions = {
    BinaryFunction{"min", smaller, true},
    BinaryFunction{"max", larger, true},
    BinaryFunction{"pow", power, false},
    BinaryFunction{"mod", modulo, false},
};

template <typename Table>
auto find_function(const Table& table, std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& f) { return f.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

double add(double a, double b) {
  return a + b;
}
double subtract(double a, double b) {
  return a - b;
}
double multiply(double a, double b) {
  return a * b;
}
double divide(double a, double b) {
  return a / b;
}
double negate(double a) {
  return -a;
}
double modulo(double a, double b) {
  return a - b * std::floor(a / b);
}
double power(double a, double b) {
  return std::pow(a, b);
}

const UnaryFunction* find_unary(std::string_view name) {
  return find_function(kUnaryFunctions, name);
}
const BinaryFunction* find_binary(std::string_view name) {
  return find_function(kBinaryFunctions, name);
}

}  // namespace reprise::isf
