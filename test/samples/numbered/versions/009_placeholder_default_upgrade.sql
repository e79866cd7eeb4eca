/* kept free; see 004 */
