// JSON objects as a table in CSV (RFC 4180: CRLF, quotes where they are needed): members of members
// become columns "size.width", lists stand in one cell as JSON. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace reprise {

class CsvTable {
 public:
  // Every object that will be a row, in any order, before the header: a column for each of its
  // values that has none yet.
  void add_columns(const Json& object);
  [[nodiscard]] std::string header() const;
  // Values without a column are left out; columns without a value, and null, stay empty.
  [[nodiscard]] std::string row(const Json& object) const;

 private:
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t> places_;
};

// One cell, quoted if it must be.
std::string csv_cell(std::string_view text);

}  // namespace reprise
