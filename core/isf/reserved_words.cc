#include "core/isf/reserved_words.h"

#include <algorithm>
#include <array>

namespace reprise::isf {
namespace {

constexpr auto kForbidden = std::to_array<std::string_view>({
    "active",    "asm",      "cast",      "class",    "common", "enum",   "extern",
    "external",  "filter",   "fixed",     "goto",     "half",   "inline", "input",
    "interface", "long",     "namespace", "noinline", "output", "packed", "partition",
    "public",    "resource", "short",     "sizeof",   "static", "superp", "template",
    "this",      "typedef",  "union",     "unsigned", "using",
});

constexpr auto kNewerKeywords = std::to_array<std::string_view>({
    "buffer",
    "centroid",
    "coherent",
    "flat",
    "noperspective",
    "patch",
    "precise",
    "readonly",
    "restrict",
    "sample",
    "shared",
    "smooth",
    "subroutine",
    "writeonly",
});

}  // namespace

std::span<const std::string_view> forbidden_words() {
  return kForbidden;
}
std::span<const std::string_view> newer_keywords() {
  return kNewerKeywords;
}

bool is_reserved(std::string_view word) {
  return std::ranges::find(kForbidden, word) != kForbidden.end() ||
         std::ranges::find(kNewerKeywords, word) != kNewerKeywords.end();
}

}  // namespace reprise::isf
