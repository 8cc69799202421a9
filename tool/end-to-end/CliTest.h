// Runs the premap binary as a user does; for end-to-end tests.
#ifndef PREMAP_TOOL_ENDTOEND_CLITEST_H
#define PREMAP_TOOL_ENDTOEND_CLITEST_H

#include "tool/tree/Subprocess.h"

#include "nlohmann/json.hpp"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace premap::clitest {

namespace fs = std::filesystem;

/// Runs `premap ARGUMENTS...` and returns what it said.
inline ProcessResult premap(std::vector<std::string> Arguments,
                            const std::string &Directory = "") {
  Arguments.insert(Arguments.begin(), PREMAP_BINARY);
  llvm::Expected<ProcessResult> Result = runPlainly(Arguments, Directory);
  if (Result)
    return *Result;
  ADD_FAILURE() << llvm::toString(Result.takeError());
  return {};
}

/// Runs any other program; its failure fails the test.
inline ProcessResult run(const std::vector<std::string> &Arguments,
                         const std::string &Directory = "") {
  llvm::Expected<ProcessResult> Result = runPlainly(Arguments, Directory);
  if (!Result) {
    ADD_FAILURE() << llvm::toString(Result.takeError());
    return {};
  }
  EXPECT_EQ(Result->Status, 0)
      << Arguments[0] << ": " << Result->Err << Result->Out;
  return *Result;
}

inline std::string read(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  EXPECT_TRUE(In) << Path;
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

inline void write(const fs::path &Path, const std::string &Text) {
  fs::create_directories(Path.parent_path());
  std::ofstream(Path, std::ios::binary) << Text;
}

/// Whether premap.rewrite/1 says of a handler that its change may be shown.
inline bool isDone(const nlohmann::json &Handler) {
  std::string State = Handler.at("state");
  return State == "converted" || State == "converted_under_assumptions" ||
         State == "inconclusive";
}

/// A driver whose hook on line 12 is deprecated.
inline const char *const NewDriver = R"(// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/mm.h>

static int fresh_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

const struct file_operations fresh_fops = {
	.mmap = fresh_mmap,
};
)";

/// A folder for one test program, removed at its end.
class Scratch {
public:
  explicit Scratch(const std::string &Name)
      : Root(fs::temp_directory_path() /
             ("premap-" + Name + "-" + std::to_string(::getpid()))) {
    fs::remove_all(Root);
    fs::create_directories(Root);
  }
  ~Scratch() { fs::remove_all(Root); }
  fs::path operator/(const std::string &Name) const { return Root / Name; }

private:
  fs::path Root;
};

} // namespace premap::clitest

#endif
