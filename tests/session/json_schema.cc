#include "tests/session/json_schema.h"

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

namespace reprise::session {
namespace {

bool has_type(const Json& value, const std::string& type) {
  return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
         (type == "number" && value.is_number()) || (type == "null" && value.is_null()) ||
         (type == "integer" && value.is_number_integer());
}

class Check {
 public:
  explicit Check(const Json& root) : root_(root) {}

  void value(const Json& schema, const Json& value, const std::string& path) {
    for (const auto& [keyword, rule] : schema.items()) {
      if (!annotation(keyword) && !structure(keyword, rule, schema, value, path) &&
          !content(keyword, rule, value, path)) {
        wrong(path, "the schema uses the unknown keyword " + keyword);
      }
    }
  }

  std::vector<std::string> findings;

 private:
  static bool annotation(std::string_view keyword) {
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"$schema", "$id", "$defs", "title", "description", "default"});
    return std::ranges::find(kNames, keyword) != kNames.end();
  }

  void wrong(const std::string& path, const std::string& what) {
    findings.push_back(path + ": " + what);
  }
  void expect(bool holds, const std::string& path, const std::string& what) {
    if (!holds) {
      wrong(path, what);
    }
  }

  // Keywords that lead to other schemas.
  bool structure(const std::string& keyword, const Json& rule, const Json& schema,
                 const Json& value, const std::string& path) {
    if (keyword == "$ref") {
      const auto name = rule.get<std::string>();
      this->value(root_.at("$defs").at(name.substr(std::string("#/$defs/").size())), value, path);
    } else if (keyword == "properties") {
      for (const auto& [key, member] : rule.items()) {
        if (value.is_object() && value.contains(key)) {
          this->value(member, value.at(key), path + "." + key);
        }
      }
    } else if (keyword == "additionalProperties") {
      additional(rule, schema, value, path);
    } else if (keyword == "items") {
      for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        this->value(rule, value[i], path + "[" + std::to_string(i) + "]");
      }
    } else if (keyword == "oneOf") {
      const auto fits = std::ranges::count_if(
          rule, [&](const Json& choice) { return Check(root_).accepts(choice, value); });
      expect(fits == 1, path, "fits " + std::to_string(fits) + " of its choices");
    } else {
      return false;
    }
    return true;
  }

  bool accepts(const Json& schema, const Json& candidate) {
    value(schema, candidate, "$");
    return findings.empty();
  }

  void additional(const Json& rule, const Json& schema, const Json& value,
                  const std::string& path) {
    const Json known = schema.value("properties", Json::object());
    if (!value.is_object()) {
      return;
    }
    for (const auto& [key, member] : value.items()) {
      if (known.contains(key)) {
        continue;
      }
      if (rule.is_boolean()) {
        expect(rule.get<bool>(), path, "has the unknown member " + key);
      } else {
        this->value(rule, member, path + "." + key);
      }
    }
  }

  // Keywords that look at the value itself.
  bool content(const std::string& keyword, const Json& rule, const Json& value,
               const std::string& path) {
    if (keyword == "type") {
      expect(has_type(value, rule.get<std::string>()), path, "is no " + rule.get<std::string>());
    } else if (keyword == "const") {
      expect(value == rule, path, "is not " + dump_json(rule));
    } else if (keyword == "enum") {
      expect(std::ranges::find(rule, value) != rule.end(), path, "is none of " + dump_json(rule));
    } else if (keyword == "required") {
      for (const Json& key : rule) {
        expect(value.is_object() && value.contains(key.get<std::string>()), path,
               "lacks " + key.get<std::string>());
      }
    } else {
      return limit(keyword, rule, value, path);
    }
    return true;
  }

  bool limit(const std::string& keyword, const Json& rule, const Json& value,
             const std::string& path) {
    const std::string what = "breaks " + keyword + " " + dump_json(rule);
    if (keyword == "minimum" || keyword == "maximum") {
      const double bound = rule.get<double>();
      const double number = value.is_number() ? value.get<double>() : bound;
      expect(keyword == "minimum" ? number >= bound : number <= bound, path, what);
    } else if (keyword == "minItems") {
      expect(!value.is_array() || value.size() >= rule.get<std::size_t>(), path, what);
    } else if (keyword == "maxItems") {
      expect(!value.is_array() || value.size() <= rule.get<std::size_t>(), path, what);
    } else if (keyword == "minLength") {
      expect(!value.is_string() || value.get<std::string>().size() >= rule.get<std::size_t>(), path,
             what);
    } else if (keyword == "pattern") {
      expect(!value.is_string() ||
                 std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())),
             path, what);
    } else {
      return false;
    }
    return true;
  }

  const Json& root_;
};

}  // namespace

std::vector<std::string> schema_findings(const Json& schema, const Json& value) {
  Check check(schema);
  check.value(schema, value, "$");
  return check.findings;
}

}  // namespace reprise::session
