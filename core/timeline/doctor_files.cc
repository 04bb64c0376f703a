#include "core/timeline/doctor_files.h"

#include "core/base/json.h"

namespace reprise::timeline {
namespace {

// A member of an object, or null.
const Json& member(const Json& object, const char* name) {
  static const Json kNull;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : kNull;
}

void add_text(const Json& value, const std::string& prefix, const std::string& suffix,
              std::set<std::string>& files) {
  const auto* text = value.get_ptr<const Json::string_t*>();
  if (text != nullptr && !text->empty()) {
    files.insert(prefix + *text + suffix);
  }
}

void add_layer(const Json& layer, std::set<std::string>& files) {
  add_text(member(layer, "preset"), "presets/", ".fs", files);
  for (const Json& input : member(layer, "inputs")) {
    add_text(input, "images/", "", files);
  }
}

}  // namespace

std::set<std::string> files_of_show(std::string_view show) {
  std::set<std::string> files;
  const auto json = parse_json(show);
  if (!json) {
    return files;
  }
  for (const Json& scene : member(*json, "scenes")) {
    for (const Json& layer : member(scene, "layers")) {
      add_layer(layer, files);
    }
  }
  add_text(member(member(*json, "policy"), "transition_preset"), "presets/", ".fs", files);
  return files;
}

}  // namespace reprise::timeline
