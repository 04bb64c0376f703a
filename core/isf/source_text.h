// The author's text as text: line ends, comments, tokens, directives. Knows GLSL's lexical rules,
// nothing of its grammar. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::isf {

// Without a byte order mark; CR and CRLF become LF, so that every reader counts the same lines. A
// line comment that ends in a backslash ends all the same, as in the GLSL that ISF began with:
// newer compilers would take the next line for a comment.
std::string normalize_text(std::string_view text);

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The block comments, each from "/*" to behind "*/" (or to the end of the text).
std::vector<TextRange> block_comments(std::string_view text);

// Overwrites text with spaces and keeps its line ends.
void blank(std::string& text, TextRange range);

// The same text with every comment blanked.
std::string without_comments(std::string_view text);

// The 1-based line of the character at `offset`.
int line_of(std::string_view text, std::size_t offset);

// A GLSL identifier that is not reserved for the language.
bool is_identifier(std::string_view word);

// Whether `token` stands in `code` as a whole identifier.
bool has_token(std::string_view code, std::string_view token);

// The identifier that `text` starts with; empty when it starts with none.
std::string_view first_word(std::string_view text);

// A preprocessor line "#NAME REST", without its line end, with those that backslashes join to it.
struct Directive {
  TextRange range;
  std::string name;
  std::string rest;
};
// Directives of `code`, whose comments are blanked.
std::vector<Directive> directives(std::string_view code);

}  // namespace reprise::isf
