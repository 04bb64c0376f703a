#include "core/isf/header_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace reprise::isf {
namespace {

// `text` with all that is not the header's content blanked: offsets and lines stay the author's.
std::string only_header(std::string_view text, TextRange header) {
  std::string out(text);
  blank(out, {0, header.begin + 2});
  const bool closed = text.substr(0, header.end).ends_with("*/");
  blank(out, {header.end - (closed ? 2 : 0), text.size()});
  return out;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the UTF-8 sequence that starts at `at`, 0 when it is malformed. Overlong forms and
// surrogates are left to the JSON parser.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size() - at) {
    return 0;
  }
  const std::string_view rest = text.substr(at + 1, length - 1);
  return std::all_of(rest.begin(), rest.end(), is_continuation) ? length : 0;
}

// Blanks line comments and what follows the object; inside strings, control characters become
// spaces and bytes that are no UTF-8 '?'.
class Repairer {
 public:
  explicit Repairer(std::string text) : text_(std::move(text)) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        repair_string();
      } else if (std::string_view(text_).substr(at_).starts_with("//")) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        blank(text_, {at_, end});
        at_ = end;
      } else {
        step_over(text_[at_]);
      }
    }
    return std::move(text_);
  }

 private:
  void step_over(char c) {
    ++at_;
    depth_ += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    if (c == '}' && depth_ == 0 && !continues_as_json()) {
      blank(text_, {at_, text_.size()});
      at_ = text_.size();
    }
  }

  // A bracket too many in the middle of a header is the author's error, no end of the object.
  [[nodiscard]] bool continues_as_json() const {
    constexpr std::string_view kPunctuation = "{}[],:\"";
    const std::string_view rest = trim(std::string_view(text_).substr(at_));
    return !rest.empty() && kPunctuation.find(rest.front()) != std::string_view::npos;
  }

  void repair_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      const std::size_t length = utf8_length(text_, at_);
      if (length == 0) {
        text_[at_] = '?';
      } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        text_[at_] = ' ';
      }
      at_ += text_[at_] == '\\' ? 2 : std::max<std::size_t>(length, 1);
    }
    ++at_;
  }

  std::string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::string repaired(std::string text) {
  return Repairer(std::move(text)).run();
}

// Walks through JSON that has been parsed before, to find out where a path leads.
class Walker {
 public:
  explicit Walker(std::string_view json) : json_(json) { skip_space(); }

  [[nodiscard]] std::size_t position() const { return at_; }

  bool enter_member(std::string_view key) {
    return enter('{', [&](std::size_t) { return take_key() == key; });
  }
  bool enter_element(std::size_t index) {
    return enter('[', [&](std::size_t i) { return i == index; });
  }

 private:
  // Steps to the first child for which `wanted` says yes; `wanted` consumes keys.
  template <typename Wanted>
  bool enter(char bracket, Wanted wanted) {
    if (at_ >= json_.size() || json_[at_] != bracket) {
      return false;
    }
    const std::size_t start = at_++;
    skip_space();
    for (std::size_t i = 0; at_ < json_.size() && json_[at_] != '}' && json_[at_] != ']'; ++i) {
      if (wanted(i)) {
        return true;
      }
      skip_value();
    }
    at_ = start;
    return false;
  }

  std::string_view take_key() {
    const std::size_t begin = at_ + 1;
    skip_string();
    const std::string_view key = json_.substr(begin, at_ - begin - 1);
    skip_space();  // and the colon
    return key;
  }

  void skip_value() {
    int depth = 0;
    while (at_ < json_.size()) {
      const char c = json_[at_];
      if (depth == 0 && (c == ',' || c == ']' || c == '}')) {
        break;
      }
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == '"') {
        skip_string();
      } else {
        ++at_;
      }
    }
    skip_space();
  }

  void skip_string() {
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_) {
      at_ += json_[at_] == '\\' ? 1U : 0U;
    }
    at_ = std::min(at_ + 1, json_.size());
  }

  void skip_space() {
    constexpr std::string_view kBetween = " \t\n\r:,";
    at_ = std::min(json_.find_first_not_of(kBetween, at_), json_.size());
  }

  std::string_view json_;
  std::size_t at_ = 0;
};

// Takes "KEY", ".KEY" or "[3]" off the front of `path` and follows it.
bool follow_step(Walker& walker, std::string_view& path) {
  if (path.starts_with('[')) {
    std::size_t index = 0;
    const auto [end, code] = std::from_chars(path.data() + 1, path.data() + path.size(), index);
    path.remove_prefix(std::min(path.size(), path.find(']') + 1));
    return code == std::errc() && walker.enter_element(index);
  }
  path.remove_prefix(path.starts_with('.') ? 1 : 0);
  const std::string_view key = path.substr(0, path.find_first_of(".["));
  path.remove_prefix(key.size());
  return walker.enter_member(key);
}

}  // namespace

Result<TextRange> find_header(std::string_view text) {
  for (const TextRange comment : block_comments(text)) {
    std::string_view content = text.substr(comment.begin + 2, comment.end - comment.begin - 2);
    while (trim(content).starts_with("//")) {
      content.remove_prefix(std::min(content.find('\n', content.find("//")), content.size()));
    }
    if (trim(content).starts_with('{')) {
      return comment;
    }
  }
  return fail(ErrorCode::kInvalid, "no ISF header",
              "an ISF file has a comment /* { … } */ with its description in JSON");
}

Result<Json> parse_header(std::string_view text, TextRange header) {
  const std::string json = only_header(text, header);
  auto parsed = parse_json(json, JsonDialect::kLenient);
  if (!parsed) {
    if (auto second = parse_json(repaired(json), JsonDialect::kLenient)) {
      parsed = std::move(second);
    }
  }
  if (!parsed) {
    return fail(std::move(parsed).error().with_context("the header is no JSON"));
  }
  if (!parsed->is_object()) {
    return fail(ErrorCode::kInvalid, "the header is no JSON object");
  }
  return parsed;
}

int line_of_path(std::string_view text, TextRange header, std::string_view path) {
  const std::string json = repaired(only_header(text, header));
  Walker walker(json);
  while (!path.empty() && path != "$" && follow_step(walker, path)) {
  }
  return line_of(text, walker.position());
}

}  // namespace reprise::isf
