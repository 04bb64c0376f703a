#include "core/base/csv.h"

#include "core/base/text.h"

namespace reprise {
namespace {

template <typename Act>
void each_value(const Json& json, const std::string& path, const Act& act) {
  if (!json.is_object()) {
    act(path, json);
    return;
  }
  for (const auto& [key, value] : json.items()) {
    each_value(value, path.empty() ? key : path + "." + key, act);
  }
}

std::string cell_of(const Json& value) {
  if (value.is_null()) {
    return "";
  }
  return csv_cell(value.is_string() ? value.get<std::string>() : dump_json(value));
}

std::string line_of(const std::vector<std::string>& cells) {
  return join(cells, ",") + "\r\n";
}

}  // namespace

void CsvTable::add_columns(const Json& object) {
  each_value(object, "", [this](const std::string& path, const Json& /*value*/) {
    if (places_.emplace(path, columns_.size()).second) {
      columns_.push_back(path);
    }
  });
}

std::string CsvTable::header() const {
  std::vector<std::string> cells;
  for (const std::string& column : columns_) {
    cells.push_back(csv_cell(column));
  }
  return line_of(cells);
}

std::string CsvTable::row(const Json& object) const {
  std::vector<std::string> cells(columns_.size());
  each_value(object, "", [&](const std::string& path, const Json& value) {
    if (const auto place = places_.find(path); place != places_.end()) {
      cells[place->second] = cell_of(value);
    }
  });
  return line_of(cells);
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

}  // namespace reprise
