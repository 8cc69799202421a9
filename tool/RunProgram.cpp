#include "tool/RunProgram.h"

#include "tool/TemporaryFolder.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <cstdlib>

using llvm::StringRef;

namespace premap {

static std::string readBack(const std::string &Path) {
  auto Text = llvm::MemoryBuffer::getFile(Path);
  return Text ? (*Text)->getBuffer().str() : "";
}

llvm::Expected<ProgramResult>
runProgram(const std::vector<std::string> &Arguments,
           const std::string &Directory) {
  llvm::ErrorOr<std::string> Program =
      llvm::sys::findProgramByName(Arguments.front());
  if (!Program)
    return llvm::createStringError(Program.getError(),
                                   Arguments.front() +
                                       " is needed and not installed: "
                                       "apt-get install " +
                                       Arguments.front());
  // env(1) changes the folder: the process's own must stay for the others.
  std::vector<std::string> Words{"env"};
  if (!Directory.empty())
    Words.insert(Words.end(), {"-C", Directory});
  Words.push_back(*Program);
  Words.insert(Words.end(), Arguments.begin() + 1, Arguments.end());
  llvm::ErrorOr<std::string> Env = llvm::sys::findProgramByName("env");
  if (!Env)
    return llvm::createStringError(Env.getError(), "env is not installed");

  TemporaryFolder Folder;
  std::string Out = Folder.path("out"), Err = Folder.path("err");
  std::vector<StringRef> Args(Words.begin(), Words.end());
  const char *Path = std::getenv("PATH");
  const char *Home = std::getenv("HOME");
  std::string PathSetting =
      std::string("PATH=") + (Path ? Path : "/usr/bin:/bin");
  std::string HomeSetting = std::string("HOME=") + (Home ? Home : "/");
  StringRef Environment[] = {PathSetting, HomeSetting, "LC_ALL=C",
                             "GIT_CONFIG_NOSYSTEM=1",
                             "GIT_CONFIG_GLOBAL=/dev/null"};
  std::optional<StringRef> Redirects[] = {StringRef("/dev/null"),
                                          StringRef(Out), StringRef(Err)};
  std::string Message;
  int Status = llvm::sys::ExecuteAndWait(
      *Env, Args, llvm::ArrayRef(Environment), Redirects, 0, 0, &Message);
  if (Status < 0)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Arguments.front() +
                                       " did not run: " + Message);
  return ProgramResult{Status, readBack(Out), readBack(Err)};
}

} // namespace premap
