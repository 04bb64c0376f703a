// The parser of JsonTree: one pass, without recursion.
#include <array>
#include <utility>

#include "core/base/json_tree.h"
#include "core/base/utf8.h"

namespace reprise {

class JsonTreeParser {
 public:
  JsonTreeParser(std::string_view text, std::vector<JsonTree::Node>& nodes)
      : text_(text), nodes_(nodes) {
    nodes_.clear();
  }

  Status run() {
    if (const std::size_t valid = valid_utf8_prefix(text_); valid != text_.size()) {
      at_ = valid;
      return error("no valid UTF-8");
    }
    TRY(value({}));
    while (open_ != kNone) {
      TRY(inside());
    }
    skip_space();
    return at_ == text_.size() ? Status() : error("something follows the value");
  }

 private:
  using Kind = JsonTree::Kind;
  static constexpr std::uint32_t kNone = JsonTree::kNone;

  struct Text {
    std::string_view raw;
    bool escaped = false;
  };

  [[nodiscard]] tl::unexpected<Error> error(std::string_view what) const {
    return fail(ErrorCode::kInvalid,
                "column " + std::to_string(at_ + 1) + ": " + std::string(what));
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    skip_space();
    if (peek() != c || at_ == text_.size()) {
      return false;
    }
    ++at_;
    return true;
  }

  // The next step within the array or object that is open: a value, or its end.
  Status inside() {
    const bool object = nodes_[open_].kind == Kind::kObject;
    const bool first = nodes_[open_].children == 0;
    if (take(object ? '}' : ']')) {
      close();
      return {};
    }
    if (!first && !take(',')) {
      return error(object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    Text key;
    if (object) {
      skip_space();
      TRY_ASSIGN(key, quoted());
      if (!take(':')) {
        return error("expected ':'");
      }
    }
    return value(key);
  }

  void close() {
    last_child_.pop_back();
    open_ = nodes_[open_].parent;
  }

  Status value(Text key) {
    skip_space();
    if (nodes_.size() >= JsonTree::kMaxNodes) {
      return error("more than " + std::to_string(JsonTree::kMaxNodes) + " values");
    }
    JsonTree::Node node;
    node.key = key.raw;
    node.key_escaped = key.escaped;
    node.parent = open_;
    const char c = peek();
    if (c == '{' || c == '[') {
      ++at_;
      node.kind = c == '{' ? Kind::kObject : Kind::kArray;
      return open(node);
    }
    TRY(scalar(node));
    add(node);
    return {};
  }

  std::uint32_t add(const JsonTree::Node& node) {
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(node);
    if (open_ != kNone) {
      std::uint32_t& last = last_child_.back();
      (last == kNone ? nodes_[open_].first_child : nodes_[last].next) = index;
      last = index;
      ++nodes_[open_].children;
    }
    return index;
  }

  Status open(const JsonTree::Node& node) {
    if (last_child_.size() >= JsonTree::kMaxDepth) {
      return error("nested deeper than " + std::to_string(JsonTree::kMaxDepth) + " levels");
    }
    open_ = add(node);
    last_child_.push_back(kNone);
    return {};
  }

  Status scalar(JsonTree::Node& node) {
    if (peek() == '"') {
      TRY_ASSIGN(const Text text, quoted());
      node.kind = Kind::kText;
      node.text = text.raw;
      node.escaped = text.escaped;
      return {};
    }
    for (const auto& [word, kind] : {std::pair(std::string_view("true"), Kind::kBoolean),
                                     std::pair(std::string_view("false"), Kind::kBoolean),
                                     std::pair(std::string_view("null"), Kind::kNull)}) {
      if (text_.substr(at_).starts_with(word)) {
        node.kind = kind;
        node.text = word;
        at_ += word.size();
        return {};
      }
    }
    node.kind = Kind::kNumber;
    const std::size_t begin = at_;
    TRY(number());
    node.text = text_.substr(begin, at_ - begin);
    return {};
  }

  std::size_t skip_digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') {
      ++at_;
    }
    return at_ - begin;
  }

  Status number() {
    const std::size_t begin = at_;
    at_ += peek() == '-' ? 1U : 0U;
    const bool zero = peek() == '0';
    const std::size_t whole = skip_digits();
    if (whole == 0 || (zero && whole > 1)) {
      at_ = begin;
      return error(whole == 0 ? "expected a value" : "a number starts with 0");
    }
    if (peek() == '.') {
      ++at_;
      if (skip_digits() == 0) {
        return error("expected a digit");
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      at_ += peek() == '+' || peek() == '-' ? 1U : 0U;
      if (skip_digits() == 0) {
        return error("expected a digit");
      }
    }
    return {};
  }

  Result<Text> quoted() {
    if (peek() != '"') {
      return error("expected a string");
    }
    const std::size_t begin = ++at_;
    bool escaped = false;
    while (peek() != '"') {
      if (at_ >= text_.size()) {
        return error("a string has no end");
      }
      if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        return error("a control character in a string");
      }
      if (text_[at_] == '\\') {
        escaped = true;
        TRY(escape());
      } else {
        ++at_;
      }
    }
    return Text{text_.substr(begin, at_++ - begin), escaped};
  }

  // \uXXXX at the reader's place; −1 when there is none.
  int unit() {
    if (text_.substr(at_, 2) != "\\u" || at_ + 6 > text_.size()) {
      return -1;
    }
    int bits = 0;
    for (const char c : text_.substr(at_ + 2, 4)) {
      constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
      const std::size_t digit = kDigits.find(c);
      if (digit == std::string_view::npos) {
        return -1;
      }
      bits = bits * 16 + static_cast<int>(digit < 16 ? digit : digit - 6);
    }
    at_ += 6;
    return bits;
  }

  Status escape() {
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c != 'u') {
      if (c == '\0' || kSimple.find(c) == std::string_view::npos) {
        return error("no such escape");
      }
      at_ += 2;
      return {};
    }
    const int high = unit();
    const bool leads = high >= 0xD800 && high <= 0xDBFF;
    const int low = leads ? unit() : 0;
    const bool lone = high >= 0xDC00 && high <= 0xDFFF;
    return high < 0 || lone || (leads && (low < 0xDC00 || low > 0xDFFF)) ? error("no such escape")
                                                                         : Status();
  }

  std::string_view text_;
  std::vector<JsonTree::Node>& nodes_;
  std::size_t at_ = 0;
  std::uint32_t open_ = kNone;             // the array or object that values go into
  std::vector<std::uint32_t> last_child_;  // of every one that is open
};

Status JsonTree::parse(std::string_view text) {
  return JsonTreeParser(text, nodes_).run();
}

}  // namespace reprise
