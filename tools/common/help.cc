#include "tools/common/help.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kHelpColumn = 32;

void append_padded(std::string& out, std::string_view text, std::size_t width) {
  out.append(text);
  out.append(width - std::min(width, text.size()), ' ');
}

std::string usage_text(std::string_view name, std::span<const OptionInfo> table) {
  std::string out = "\nUsage: " + std::string(name) + " [options]";
  for (const OptionInfo& row : table) {
    if (row.positional) {
      const std::string word = row.names.front() + (row.repeatable ? "…" : "");
      out += row.required ? " " + word : " [" + word + "]";
    }
  }
  return out + "\n";
}

// Words of `text` in lines that start at the help column.
void append_wrapped(std::string& out, const std::string& text, std::size_t column) {
  for (const std::string& word : split(text, ' ')) {
    if (column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(kHelpColumn, ' ');
      column = kHelpColumn;
    } else if (!out.ends_with(' ')) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

void append_row(std::string& out, const OptionInfo& row) {
  const std::string heading = "  " + option_heading(row);
  if (heading.size() + 2 > kHelpColumn) {
    out += heading + "\n" + std::string(kHelpColumn, ' ');
  } else {
    append_padded(out, heading, kHelpColumn);
  }
  std::string text = row.help;
  if (row.repeatable && !row.positional) {
    text += "; may be repeated";
  }
  if (!row.default_text.empty()) {
    text += " [" + row.default_text + "]";
  }
  append_wrapped(out, text, kHelpColumn);
}

std::vector<std::string> groups_of(std::span<const OptionInfo> table) {
  std::vector<std::string> groups;
  for (const OptionInfo& row : table) {
    if (!row.positional && std::ranges::find(groups, row.group) == groups.end()) {
      groups.push_back(row.group);
    }
  }
  std::ranges::stable_partition(groups,
                                [](const std::string& group) { return group != kGeneralGroup; });
  return groups;
}

}  // namespace

std::string examples_text(std::span<const Example> examples) {
  std::size_t width = 0;
  for (const Example& example : examples) {
    width = std::max(width, example.command.size());
  }
  std::string out = "Examples:\n";
  for (const Example& example : examples) {
    out += "  ";
    append_padded(out, example.command, width);
    out += "  # " + example.what + "\n";
  }
  return out;
}

std::string option_heading(const OptionInfo& info) {
  std::string out = join(info.names, ", ");
  if (!info.value_name.empty()) {
    out += " " + info.value_name;
  }
  return out;
}

std::string help_text(std::string_view name, std::string_view summary,
                      std::span<const Example> examples, std::span<const OptionInfo> table,
                      std::string_view closing) {
  std::string out = examples_text(examples);
  out += usage_text(name, table);
  out += "\n" + std::string(summary) + ".\n\n";
  for (const OptionInfo& row : table) {
    if (row.positional) {
      append_row(out, row);
    }
  }
  for (const std::string& group : groups_of(table)) {
    out += "\n" + group + ":\n";
    for (const OptionInfo& row : table) {
      if (!row.positional && row.group == group) {
        append_row(out, row);
      }
    }
  }
  return closing.empty() ? out : out + "\n" + std::string(closing) + "\n";
}

}  // namespace reprise::tools
