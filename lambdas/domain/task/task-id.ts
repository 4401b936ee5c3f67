/** In UTF-16 code units. With the longest owner, the table's key stays under the 2,048 bytes that DynamoDB allows. */
export const maxTaskIdLength = 256;

/** `.` and `..` would be lost from any path; all else goes through URL-encoding. */
export const taskIdPattern = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]+$/u;

/** Whether a text can be a task's id: what a client sends, what stands in a path, and what the provider names a new task. */
export const isTaskId = (text: string): boolean => text.length <= maxTaskIdLength && taskIdPattern.test(text);
