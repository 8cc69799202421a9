#pragma once

#include "nlohmann/json.hpp"

#include <string>
#include <vector>

namespace premap::precompiled {

// Never called. What it uses of the library's templates is instantiated in the
// precompiled header instead of in every file.
inline std::string jsonUse(const nlohmann::json &In) {
  nlohmann::json Out = {{"a", 1}, {"b", "c"}};
  Out["bool"] = In.at("bool").get<bool>();
  Out["int"] = In.at("int").get<int>();
  Out["unsigned"] = In.value("unsigned", 0U);
  Out["long"] = static_cast<long>(1);
  Out["size"] = In.value("size", std::size_t{0});
  Out["uint64"] = In.at("uint64").get<std::uint64_t>();
  Out["string"] = In.value("string", std::string());
  Out["strings"] = In.at("strings").get<std::vector<std::string>>();
  Out.push_back(nlohmann::json::array());
  for (const auto &Item : In)
    Out.push_back(Item);
  for (const auto &[Key, Value] : In.items())
    Out[Key] = Value;
  if (Out == In || Out.contains("a") || Out.find("b") != Out.end())
    Out.erase("a");
  return nlohmann::json::parse(std::string("{}")).dump(2) + Out.dump();
}

} // namespace premap::precompiled
