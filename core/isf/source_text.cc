#include "core/isf/source_text.h"

#include <algorithm>

#include "core/base/text.h"

namespace reprise::isf {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The end of the comment that starts at `at`, or `at` when none does.
std::size_t comment_end(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) {
    return std::min(text.find('\n', at), text.size());
  }
  if (rest.starts_with("/*")) {
    const std::size_t close = text.find("*/", at + 2);
    return close == std::string_view::npos ? text.size() : close + 2;
  }
  return at;
}

template <typename Visit>
void for_each_comment(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = comment_end(text, at);
    if (end > at) {
      visit(TextRange{at, end});
    }
    at = std::max(end, at + 1);
  }
}

}  // namespace

std::string normalize_text(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      i += text.substr(i + 1).starts_with('\n') ? 1U : 0U;
      out += '\n';
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<TextRange> block_comments(std::string_view text) {
  std::vector<TextRange> found;
  for_each_comment(text, [&](TextRange range) {
    if (text[range.begin + 1] == '*') {
      found.push_back(range);
    }
  });
  return found;
}

void blank(std::string& text, TextRange range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (text[i] != '\n') {
      text[i] = ' ';
    }
  }
}

std::string without_comments(std::string_view text) {
  std::string out(text);
  for_each_comment(text, [&](TextRange range) { blank(out, range); });
  return out;
}

int line_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

bool is_identifier(std::string_view word) {
  return !word.empty() && !(word.front() >= '0' && word.front() <= '9') &&
         std::all_of(word.begin(), word.end(), is_word) && !word.starts_with("gl_") &&
         word.find("__") == std::string_view::npos;
}

bool has_token(std::string_view code, std::string_view token) {
  for (std::size_t at = code.find(token); at != std::string_view::npos;
       at = code.find(token, at + 1)) {
    const std::size_t end = at + token.size();
    const bool starts = at == 0 || !is_word(code[at - 1]);
    const bool ends = end == code.size() || !is_word(code[end]);
    if (starts && ends) {
      return true;
    }
  }
  return false;
}

std::vector<Directive> directives(std::string_view code) {
  std::vector<Directive> found;
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = std::min(code.find('\n', begin), code.size());
    std::string_view line = trim(code.substr(begin, end - begin));
    if (line.starts_with('#')) {
      line = trim(line.substr(1));
      const auto word_end = std::find_if_not(line.begin(), line.end(), is_word);
      const auto length = static_cast<std::size_t>(word_end - line.begin());
      found.push_back({{begin, end},
                       std::string(line.substr(0, length)),
                       std::string(trim(line.substr(length)))});
    }
    begin = end + 1;
  }
  return found;
}

}  // namespace reprise::isf
