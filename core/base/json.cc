#include "core/base/json.h"

#include <charconv>
#include <cmath>
#include <exception>
#include <limits>

#include "core/base/text.h"

namespace reprise {
namespace {

constexpr std::size_t kMaxDepth = 200;
// Objects keep their keys in order and look them up one by one: more would take minutes to read.
constexpr std::size_t kMaxMembers = 10'000;

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

// Of the character at `offset`: LF, CR and CRLF end a line, columns count bytes.
Place place_of(std::string_view text, std::size_t offset) {
  Place place;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    const bool ends_line =
        text[i] == '\n' || (text[i] == '\r' && !text.substr(i + 1).starts_with('\n'));
    place = ends_line ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
  }
  return place;
}

Error syntax_error(std::string_view text, std::size_t offset, std::string_view what) {
  const Place place = place_of(text, offset);
  std::string message =
      "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": ";
  return Error{ErrorCode::kInvalid, message.append(what)};
}

// Turns the lenient dialect into the strict one by overwriting with spaces what is not JSON, so
// that every offset stays.
class LenientCleaner {
 public:
  explicit LenientCleaner(std::string& text) : text_(text) {}

  void run() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      blank(0, 3);
      at_ = 3;
    }
    while (at_ < text_.size()) {
      step();
    }
  }

 private:
  static constexpr std::size_t kNone = std::string::npos;

  void step() {
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (rest.starts_with('"')) {
      pending_comma_ = kNone;
      skip_string();
    } else if (rest.starts_with("//")) {
      blank_until(text_.find_first_of("\r\n", at_));
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      blank_until(end == kNone ? kNone : end + 2);
    } else {
      note_token(rest.front());
      ++at_;
    }
  }

  void note_token(char c) {
    if (c == ',') {
      // A second comma in a row stays in the text and is an error there.
      pending_comma_ = pending_comma_ == kNone && after_value_ ? at_ : kNone;
      after_value_ = false;
    } else if (c == ']' || c == '}') {
      if (pending_comma_ != kNone) {
        text_[pending_comma_] = ' ';
      }
      pending_comma_ = kNone;
      after_value_ = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      pending_comma_ = kNone;
      after_value_ = c != '[' && c != '{' && c != ':';
    }
  }

  void skip_string() {
    after_value_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      }
    }
    ++at_;
  }

  void blank_until(std::size_t end) {
    end = std::min(end, text_.size());
    blank(at_, end);
    at_ = end;
  }

  void blank(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (text_[i] != '\n' && text_[i] != '\r') {
        text_[i] = ' ';
      }
    }
  }

  std::string& text_;
  std::size_t at_ = 0;
  std::size_t pending_comma_ = kNone;  // a comma that a closing bracket would make a trailing one
  bool after_value_ = false;
};

struct Excess {
  std::size_t offset;
  std::string what;
};

// Where the text goes over a limit, if it does. Checked before parsing because the parser's own
// recursion through destructors is not bounded.
std::optional<Excess> excess_of(std::string_view text) {
  std::vector<std::size_t> colons(1);  // of each level that is open
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      colons.push_back(0);
      if (colons.size() > kMaxDepth + 1) {
        return Excess{i, "nested deeper than " + std::to_string(kMaxDepth) + " levels"};
      }
    } else if ((c == ']' || c == '}') && colons.size() > 1) {
      colons.pop_back();
    } else if (c == ':' && ++colons.back() > kMaxMembers) {
      return Excess{i, "an object of more than " + std::to_string(kMaxMembers) + " members"};
    }
  }
  return std::nullopt;
}

// nlohmann's text is "[json.exception.parse_error.101] parse error at line …: syntax error while
// parsing value - unexpected …": the part from "syntax error" on is what a user can read.
std::string readable(std::string_view what) {
  const std::size_t at = what.find("syntax error");
  return std::string(at == std::string_view::npos ? what : what.substr(at));
}

Result<Json> parse_strict(std::string_view text) {
  if (const auto excess = excess_of(text)) {
    return fail(syntax_error(text, excess->offset, excess->what));
  }
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& e) {
    const std::size_t offset = e.byte > 0 ? e.byte - 1 : 0;
    return fail(syntax_error(text, offset, readable(e.what())));
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInvalid, e.what());
  }
}

template <typename T>
std::optional<T> parse_integer(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// The integer in a JSON number without fraction or in a decimal string.
std::optional<std::int64_t> integer_in(const Json& value) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_string()) {
    return parse_integer<std::int64_t>(value.get_ref<const std::string&>());
  }
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMax) {
    return std::nullopt;
  }
  if (value.is_number_integer()) {
    return value.get<std::int64_t>();
  }
  // 2.0 or 1e3: written by tools that know only one kind of number. Exact up to 2^53.
  constexpr double kExact = 9007199254740992.0;
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::abs(number) <= kExact && std::trunc(number) == number) {
      return static_cast<std::int64_t>(number);
    }
  }
  return std::nullopt;
}

std::string member_path(const std::string& path, std::string_view key) {
  if (path == "$") {
    return std::string(key);
  }
  return path + "." + std::string(key);
}

}  // namespace

Result<Json> parse_json(std::string_view text, JsonDialect dialect) {
  if (dialect == JsonDialect::kStrict) {
    return parse_strict(text);
  }
  std::string cleaned(text);
  LenientCleaner(cleaned).run();
  return parse_strict(cleaned);
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string dump_json_pretty(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<JsonField> JsonField::member(std::string_view key) const {
  if (!value_->is_object()) {
    return fail(error("expected an object"));
  }
  const auto found = value_->find(std::string(key));
  if (found == value_->end()) {
    return fail(error("\"" + std::string(key) + "\" is missing"));
  }
  return JsonField(*found, member_path(path_, key));
}

Result<std::optional<JsonField>> JsonField::optional_member(std::string_view key) const {
  if (!value_->is_object()) {
    return fail(error("expected an object"));
  }
  const auto found = value_->find(std::string(key));
  if (found == value_->end() || found->is_null()) {
    return std::nullopt;
  }
  return JsonField(*found, member_path(path_, key));
}

Result<std::vector<JsonField>> JsonField::elements() const {
  if (!value_->is_array()) {
    return fail(error("expected an array"));
  }
  std::vector<JsonField> fields;
  fields.reserve(value_->size());
  for (const Json& element : *value_) {
    fields.emplace_back(element, path_ + "[" + std::to_string(fields.size()) + "]");
  }
  return fields;
}

Status JsonField::only_members(std::span<const std::string_view> known) const {
  if (!value_->is_object()) {
    return fail(error("expected an object"));
  }
  for (const auto& [key, unused] : value_->items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      Error unknown = error("unknown field \"" + key + "\"");
      if (const std::string nearest = nearest_word(key, known); !nearest.empty()) {
        unknown.hint = "did you mean \"" + nearest + "\"?";
      }
      return fail(std::move(unknown));
    }
  }
  return {};
}

Result<std::string> JsonField::as_string() const {
  if (!value_->is_string()) {
    return fail(error("expected a string"));
  }
  return value_->get<std::string>();
}

Result<bool> JsonField::as_bool() const {
  if (!value_->is_boolean()) {
    return fail(error("expected true or false"));
  }
  return value_->get<bool>();
}

Result<std::int64_t> JsonField::as_int(std::int64_t min, std::int64_t max) const {
  const auto value = integer_in(*value_);
  if (!value) {
    return fail(error("expected an integer"));
  }
  if (*value < min || *value > max) {
    return fail(error(std::to_string(*value) + " is outside " + std::to_string(min) + " to " +
                      std::to_string(max)));
  }
  return *value;
}

Result<std::uint64_t> JsonField::as_uint64() const {
  if (value_->is_number_unsigned()) {
    return value_->get<std::uint64_t>();
  }
  if (value_->is_string()) {
    if (const auto value = parse_integer<std::uint64_t>(value_->get_ref<const std::string&>())) {
      return *value;
    }
  }
  if (const auto value = integer_in(*value_); value && *value >= 0) {
    return static_cast<std::uint64_t>(*value);
  }
  return fail(error("expected an integer of 0 or more"));
}

Result<double> JsonField::as_number(double min, double max) const {
  if (!value_->is_number()) {
    return fail(error("expected a number"));
  }
  const auto value = value_->get<double>();
  if (!(value >= min && value <= max)) {
    return fail(error(format_double(value) + " is outside " + format_double(min) + " to " +
                      format_double(max)));
  }
  return value;
}

Error JsonField::error(std::string_view what) const {
  return Error{ErrorCode::kInvalid, (path_ + ": ").append(what)};
}

}  // namespace reprise
