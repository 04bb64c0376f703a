// docs/SHOWS.md prints the tables that the code reads.
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/engine/roles.h"
#include "core/engine/show.h"

namespace reprise::engine {
namespace {

std::string document() {
  std::ifstream file(REPRISE_SHOWS_DOC);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string row(const RoleInfo& role) {
  const std::string_view feature = feature_table()[static_cast<std::size_t>(role.feature)].name;
  std::string line = "| `" + std::string(role.name) + "` | " + std::string(feature);
  for (double number : {role.low, role.high, role.attack, role.release}) {
    line += " | " + format_double(number);
  }
  return line + " | " + std::string(role.description) + " |\n";
}

TEST(ShowsDocument, HasTheRoleTable) {
  std::string table;
  for (const RoleInfo& role : role_table()) {
    table += row(role);
  }
  EXPECT_THAT(document(), ::testing::HasSubstr(table)) << "the table should be\n" << table;
}

TEST(ShowsDocument, NamesEveryFeatureAndItsExampleIsAShow) {
  const std::string text = document();
  for (const FeatureInfo& feature : feature_table()) {
    EXPECT_THAT(text, ::testing::HasSubstr("`" + std::string(feature.name) + "`"));
  }
  const std::size_t begin = text.find("```jsonc\n") + 9;
  const auto show = parse_show(text.substr(begin, text.find("```", begin) - begin));
  EXPECT_TRUE(show) << show.error().message;
}

}  // namespace
}  // namespace reprise::engine
