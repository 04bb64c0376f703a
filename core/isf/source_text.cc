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

// The end of the line that starts at `begin`, with the lines that a backslash joins to it.
std::size_t logical_line_end(std::string_view code, std::size_t begin) {
  std::size_t end = std::min(code.find('\n', begin), code.size());
  while (end < code.size() && end > begin && code[end - 1] == '\\') {
    end = std::min(code.find('\n', end + 1), code.size());
  }
  return end;
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
  for_each_comment(out, [&](TextRange range) {
    if (out[range.begin + 1] == '/' && out[range.end - 1] == '\\') {
      out[range.end - 1] = ' ';
    }
  });
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

std::string_view first_word(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_word);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::vector<Directive> directives(std::string_view code) {
  std::vector<Directive> found;
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = logical_line_end(code, begin);
    std::string_view line = trim(code.substr(begin, end - begin));
    if (line.starts_with('#')) {
      line = trim(line.substr(1));
      const std::string_view name = first_word(line);
      found.push_back(
          {{begin, end}, std::string(name), std::string(trim(line.substr(name.size())))});
    }
    begin = end + 1;
  }
  return found;
}

}  // namespace reprise::isf
